package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code BIT(n)}: its bits in as few bytes as they take, the highest first; pushed as n binary digits. */
final class BitDecoder implements ValueDecoder {
    private final int bits;

    BitDecoder(int bits) {
        this.bits = bits;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        Malformed.requireLength(offset, "bit", (bits + 7) / 8, length);
        long value = LittleEndian.bigEndian(bytes, offset, length);
        if (bits < Long.SIZE && value >>> bits != 0) {
            throw Malformed.value(offset, "bit(" + bits + ")");
        }
        byte[] digits = out.scratch(bits);
        for (int i = 0; i < bits; i++) {
            digits[i] = (byte) ('0' + (value >>> (bits - 1 - i) & 1));
        }
        out.text(digits, 0, bits);
    }
}
