package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code int2}, {@code int4}, {@code int8}: the server's digits are the JSON number. */
final class IntegerDecoder implements ValueDecoder {
    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length;
        int first = length > 0 && bytes[offset] == '-' ? offset + 1 : offset;
        boolean hasLeadingZero = end - first > 1 && bytes[first] == '0';
        if (first == end || hasLeadingZero || Digits.skip(bytes, first, end) != end) {
            throw Malformed.value(offset, "integer");
        }
        out.number(bytes, offset, length);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        return Digits.signed(bytes, offset, length, "integer");
    }
}
