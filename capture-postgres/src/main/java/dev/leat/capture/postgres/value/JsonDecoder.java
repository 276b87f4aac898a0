package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * {@code json} and {@code jsonb}: the document with the white space outside strings dropped; order, duplicates and digits
 * stay.
 */
final class JsonDecoder implements ValueDecoder {
    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        int end = offset + length;
        int space = findSpace(bytes, offset, end);
        if (space == end) {
            out.json(bytes, offset, length);
            return;
        }
        byte[] compact = out.scratch(length);
        int count = space - offset;
        System.arraycopy(bytes, offset, compact, 0, count);
        int i = space;
        while (i < end) {
            byte b = bytes[i++];
            if (b > ' ' || b < 0) {
                compact[count++] = b;
                if (b == '"') {
                    int close = skipString(bytes, i, end);
                    System.arraycopy(bytes, i, compact, count, close - i);
                    count += close - i;
                    i = close;
                }
            } else {
                requireSpace(b, i - 1);
            }
        }
        out.json(compact, 0, count);
    }

    /** The index of the first white space outside a string, or {@code end}. */
    private static int findSpace(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end) {
            byte b = bytes[i];
            if (b >= 0 && b <= ' ') {
                requireSpace(b, i);
                return i;
            }
            i = b == '"' ? skipString(bytes, i + 1, end) : i + 1;
        }
        return end;
    }

    /** The index behind the quote that ends the string whose content begins at {@code from}. */
    private static int skipString(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end) {
            byte b = bytes[i++];
            if (b == '"') {
                return i;
            }
            if (b == '\\') {
                i++;
            } else if (b >= 0 && b < ' ') {
                throw Malformed.value(i - 1, "json", "an escape");
            }
        }
        throw Malformed.value(from, "json", "the end of a string");
    }

    private static void requireSpace(byte b, int index) {
        if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
            throw Malformed.value(index, "json", "no control character");
        }
    }
}
