package dev.leat.capture.postgres.value;

import dev.leat.api.DecodeException;

/** Reads ASCII digits. */
final class Digits {
    private static final int MAX_LONG_DIGITS = 19;

    private Digits() {}

    /** A signed 64 bit number that fills the bytes. */
    static long signed(byte[] bytes, int offset, int length, String type) {
        boolean negative = length > 0 && bytes[offset] == '-';
        int i = negative ? offset + 1 : offset;
        int end = offset + length;
        if (i == end || end - i > MAX_LONG_DIGITS) {
            throw Malformed.value(offset, type);
        }
        // Negative while it grows: the smallest long has no positive counterpart.
        long value = 0;
        int wrong = 0;
        for (int at = i; at < end; at++) {
            int digit = bytes[at] - '0';
            wrong |= digit | 9 - digit;
            value = value * 10 - digit;
        }
        if (wrong < 0 || value > 0 || (!negative && value == Long.MIN_VALUE)) {
            throw Malformed.value(offset, type);
        }
        return negative ? value : -value;
    }

    /** Two digits, or a negative number if one is none. */
    static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones | 9 - tens | 9 - ones) < 0 ? Integer.MIN_VALUE : tens * 10 + ones;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The index behind the digits that begin at {@code from}. */
    static int skip(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Checks that the bytes are a number as JSON has it; PostgreSQL writes finite numbers like that. */
    static void requireNumber(byte[] bytes, int offset, int length, String type) {
        int end = offset + length;
        int whole = length > 0 && bytes[offset] == '-' ? offset + 1 : offset;
        int i = skip(bytes, whole, end);
        if (i == whole || (i - whole > 1 && bytes[whole] == '0')) {
            throw number(i, type);
        }
        if (i < end && bytes[i] == '.') {
            int fraction = i + 1;
            i = skip(bytes, fraction, end);
            if (i == fraction) {
                throw number(i, type);
            }
        }
        if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
            int exponent = i + 1;
            if (exponent < end && (bytes[exponent] == '+' || bytes[exponent] == '-')) {
                exponent++;
            }
            i = skip(bytes, exponent, end);
            if (i == exponent) {
                throw number(i, type);
            }
        }
        if (i != end) {
            throw number(i, type);
        }
    }

    private static DecodeException number(int index, String type) {
        return Malformed.value(index, type, "a number");
    }
}
