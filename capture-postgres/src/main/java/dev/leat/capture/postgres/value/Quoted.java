package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * Text between double quotes inside a container. Two styles: an array and an hstore put a backslash before {@code "} and
 * {@code \}; a composite doubles both.
 */
final class Quoted {
    private Quoted() {}

    /** The index of the quote that ends the text which begins at {@code from}; only backslashes escape. */
    static int closeAfterBackslashes(byte[] bytes, int from, int end, String type) {
        int i = from;
        while (i < end) {
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            i += b == '\\' ? 2 : 1;
        }
        throw Malformed.value(from, type, "a closing quote");
    }

    /** The same where a doubled quote or backslash stands for one. */
    static int closeAfterDoubles(byte[] bytes, int from, int end, String type) {
        int i = from;
        while (i < end) {
            byte b = bytes[i];
            boolean doubled = (b == '"' || b == '\\') && i + 1 < end && bytes[i + 1] == b;
            if (b == '"' && !doubled) {
                return i;
            }
            i += doubled ? 2 : 1;
        }
        throw Malformed.value(from, type, "a closing quote");
    }

    /** Pushes the element between the quotes at {@code from - 1} and {@code close}. */
    static void write(byte[] bytes, int from, int close, boolean doubles, ValueDecoder element, ValueWriter out) {
        int escape = findEscape(bytes, from, close, doubles);
        if (escape == close) {
            element.write(bytes, from, close - from, out);
            return;
        }
        byte[] plain = element instanceof ContainerDecoder ? new byte[close - from] : out.scratch(close - from);
        int length = unescape(bytes, from, close, escape, doubles, plain);
        element.write(plain, 0, length, out);
    }

    /** Unescapes into {@code plain}; returns the length. Every escape is two bytes that stand for the second one. */
    static int unescape(byte[] bytes, int from, int close, int firstEscape, boolean doubles, byte[] plain) {
        int count = firstEscape - from;
        System.arraycopy(bytes, from, plain, 0, count);
        int i = firstEscape;
        while (i < close) {
            byte b = bytes[i];
            if (b == '\\' || (doubles && b == '"')) {
                i++;
                b = i < close ? bytes[i] : b;
            }
            plain[count++] = b;
            i++;
        }
        return count;
    }

    /** The index of the first escape, or {@code close}. */
    static int findEscape(byte[] bytes, int from, int close, boolean doubles) {
        for (int i = from; i < close; i++) {
            if (bytes[i] == '\\' || (doubles && bytes[i] == '"')) {
                return i;
            }
        }
        return close;
    }
}
