package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * A flat list without quotes or nulls: {@code int2vector} and {@code oidvector} ({@code 1 2 3}), pgvector's {@code vector}
 * and {@code halfvec} ({@code [1,2.5]}).
 */
final class NumberListDecoder implements ValueDecoder {
    private final String type;
    private final ValueDecoder element;
    private final byte delimiter;
    private final boolean brackets;

    NumberListDecoder(String type, ValueDecoder element, char delimiter, boolean brackets) {
        this.type = type;
        this.element = element;
        this.delimiter = (byte) delimiter;
        this.brackets = brackets;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int start = offset;
        int end = offset + length;
        if (brackets) {
            if (length < 2 || bytes[offset] != '[' || bytes[end - 1] != ']') {
                throw Malformed.value(offset, type, "brackets");
            }
            start++;
            end--;
        }
        out.beginArray();
        int from = start;
        while (from < end) {
            int to = from;
            while (to < end && bytes[to] != delimiter) {
                to++;
            }
            element.write(bytes, from, to - from, out);
            from = to + 1;
        }
        if (from == end && from > start) {
            throw Malformed.value(end, type, "a number");
        }
        out.endArray();
    }
}
