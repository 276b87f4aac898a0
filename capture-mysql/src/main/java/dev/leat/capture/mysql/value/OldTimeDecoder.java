package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code TIME} as before MySQL 5.6: three bytes with sign, the lowest first, the decimal number {@code HHMMSS}. */
final class OldTimeDecoder implements ValueDecoder {
    private static final int WIDTH = 3;

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long micros = longValue(bytes, offset, length);
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        out.text(text, 0, TimeDecoder.writeSpan(micros, 0, text, 0));
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "time", WIDTH, length);
        int packed = LittleEndian.u24(bytes, offset) << 8 >> 8;
        int absolute = Math.abs(packed);
        long micros = TimeDecoder.micros(offset, absolute / 10_000, absolute / 100 % 100, absolute % 100, 0);
        return packed < 0 ? -micros : micros;
    }
}
