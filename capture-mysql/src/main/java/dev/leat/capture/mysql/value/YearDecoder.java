package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code YEAR}: a byte, the years since 1900; 0 is the year 0. */
final class YearDecoder implements ValueDecoder {
    private static final int FIRST = 1900;

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        out.int64(longValue(bytes, offset, length));
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "year", 1, length);
        int years = bytes[offset] & 0xFF;
        return years == 0 ? 0 : FIRST + years;
    }
}
