package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code numeric}: the server's digits are the JSON number; {@code NaN} and the infinities are strings. */
final class NumericDecoder implements ValueDecoder {
    private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MINUS_INFINITY = "-Infinity".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        push(bytes, offset, length, out, "numeric");
    }

    static void push(byte[] bytes, int offset, int length, ValueWriter out, String type) {
        if (isSpecial(bytes, offset, length)) {
            out.text(bytes, offset, length);
        } else {
            Digits.requireNumber(bytes, offset, length, type);
            out.number(bytes, offset, length);
        }
    }

    private static boolean isSpecial(byte[] bytes, int offset, int length) {
        return length >= NAN.length
                && bytes[offset + 1] > '9'
                && (equals(bytes, offset, length, NAN)
                        || equals(bytes, offset, length, INFINITY)
                        || equals(bytes, offset, length, MINUS_INFINITY));
    }

    private static boolean equals(byte[] bytes, int offset, int length, byte[] text) {
        return Arrays.equals(bytes, offset, offset + length, text, 0, text.length);
    }
}
