package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * An array of any number of dimensions. Bounds are dropped, as {@code to_jsonb} drops them:
 *
 * <pre>
 *   {1,2}   {}   {{a,b},{c,NULL}}   [2:3]={1,2}   {"quoted, \"text\"","NULL"}   {(1,1),(0,0);(3,3),(2,2)}
 * </pre>
 */
final class ArrayDecoder implements ContainerDecoder {
    private static final String TYPE = "array";

    /** {@code MAXDIM} of the server. */
    private static final int MAX_DIMENSIONS = 6;

    private final ValueDecoder element;
    private final byte delimiter;

    ArrayDecoder(ValueDecoder element, char delimiter) {
        this.element = element;
        this.delimiter = (byte) delimiter;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length;
        int start = offset;
        if (length > 0 && bytes[offset] == '[') {
            while (start < end && bytes[start] != '=') {
                start++;
            }
            start++;
        }
        if (list(bytes, start, end, 1, out) != end) {
            throw Malformed.value(offset, TYPE, "its end");
        }
    }

    /** Pushes the list that opens at {@code start}; returns the index behind it. */
    private int list(byte[] bytes, int start, int end, int depth, ValueWriter out) {
        if (start >= end || bytes[start] != '{') {
            throw Malformed.value(start, TYPE, "an opening brace");
        }
        if (depth > MAX_DIMENSIONS) {
            throw Malformed.value(start, TYPE, "at most " + MAX_DIMENSIONS + " dimensions");
        }
        out.beginArray();
        int i = start + 1;
        if (i < end && bytes[i] == '}') {
            out.endArray();
            return i + 1;
        }
        while (i < end) {
            i = item(bytes, i, end, depth, out);
            if (i < end && bytes[i] == '}') {
                out.endArray();
                return i + 1;
            }
            if (i < end && bytes[i] != delimiter) {
                break;
            }
            i++;
        }
        throw Malformed.value(start, TYPE, "a closing brace");
    }

    private int item(byte[] bytes, int start, int end, int depth, ValueWriter out) {
        byte first = bytes[start];
        if (first == '{') {
            return list(bytes, start, end, depth + 1, out);
        }
        if (first == '"') {
            int close = Quoted.closeAfterBackslashes(bytes, start + 1, end, TYPE);
            Quoted.write(bytes, start + 1, close, false, element, out);
            return close + 1;
        }
        int i = start;
        while (i < end && bytes[i] != delimiter && bytes[i] != '}') {
            i++;
        }
        if (i == start) {
            throw Malformed.value(start, TYPE, "an element");
        }
        if (isNull(bytes, start, i)) {
            out.nullValue();
        } else {
            element.write(bytes, start, i - start, out);
        }
        return i;
    }

    private static boolean isNull(byte[] bytes, int start, int end) {
        return end - start == 4
                && bytes[start] == 'N'
                && bytes[start + 1] == 'U'
                && bytes[start + 2] == 'L'
                && bytes[start + 3] == 'L';
    }
}
