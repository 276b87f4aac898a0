package dev.leat.capture.postgres.wire;

import java.nio.charset.StandardCharsets;

/**
 * A PostgreSQL log sequence number: the address of a byte in the WAL, an unsigned 64-bit number carried in a {@code
 * long}. Its text is two hexadecimal halves, {@code 16/B374D848}.
 */
public final class Lsn {

    /** No position: what {@code 0/0} means to the server. */
    /** Every record of the log begins at a multiple of it, and is longer (MAXALIGN): so does every commit. */
    public static final int ALIGNMENT = 8;

    public static final long NONE = 0;

    /** The longest text, {@code FFFFFFFF/FFFFFFFF}. */
    public static final int MAX_TEXT_LENGTH = 17;

    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private Lsn() {}

    public static int compare(long left, long right) {
        return Long.compareUnsigned(left, right);
    }

    public static boolean isAfter(long left, long right) {
        return Long.compareUnsigned(left, right) > 0;
    }

    public static long max(long left, long right) {
        return Long.compareUnsigned(left, right) >= 0 ? left : right;
    }

    /**
     * Reads {@code hex/hex}, each half of 1 to 8 digits.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static long parse(CharSequence text) {
        int slash = -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '/') {
                slash = i;
                break;
            }
        }
        if (slash < 0) {
            throw malformed(text);
        }
        return half(text, 0, slash) << 32 | half(text, slash + 1, text.length());
    }

    public static String format(long lsn) {
        byte[] text = new byte[MAX_TEXT_LENGTH];
        int length = write(lsn, text, 0);
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the text of {@code lsn} at {@code offset}; there must be room for {@link #MAX_TEXT_LENGTH} bytes.
     *
     * @return the offset behind the last digit
     */
    public static int write(long lsn, byte[] target, int offset) {
        int end = writeHalf((int) (lsn >>> 32), target, offset);
        target[end] = '/';
        return writeHalf((int) lsn, target, end + 1);
    }

    private static int writeHalf(int half, byte[] target, int offset) {
        int digits = half == 0 ? 1 : (35 - Integer.numberOfLeadingZeros(half)) >> 2;
        for (int i = offset + digits - 1; i >= offset; i--) {
            target[i] = DIGITS[half & 0xF];
            half >>>= 4;
        }
        return offset + digits;
    }

    private static long half(CharSequence text, int from, int to) {
        if (to - from < 1 || to - from > 8) {
            throw malformed(text);
        }
        long half = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit;
            if (c >= '0' && c <= '9') {
                digit = c - '0';
            } else if (c >= 'A' && c <= 'F') {
                digit = c - 'A' + 10;
            } else if (c >= 'a' && c <= 'f') {
                digit = c - 'a' + 10;
            } else {
                throw malformed(text);
            }
            half = half << 4 | digit;
        }
        return half;
    }

    private static IllegalArgumentException malformed(CharSequence text) {
        return new IllegalArgumentException("not an LSN such as 16/B374D848: " + text);
    }
}
