package dev.leat.capture.postgres.value;

import dev.leat.api.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads ASCII digits, eight at a time where there are so many bytes. */
final class Digits {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_LONG_DIGITS = 19;
    private static final int WORD_BYTES = 8;
    private static final long E8 = 100_000_000;
    private static final long E16 = E8 * E8;

    private static final long ZEROS = 0x3030_3030_3030_3030L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** Added to a byte below 0x80, sets the high bit if it is above 9. */
    private static final long ABOVE_NINE = 0x7676_7676_7676_7676L;

    private Digits() {}

    /** A signed 64 bit number that fills the bytes. */
    static long signed(byte[] bytes, int offset, int length, String type) {
        boolean negative = length > 0 && bytes[offset] == '-';
        int count = negative ? length - 1 : length;
        int end = offset + length;
        if (count < 1 || count > MAX_LONG_DIGITS) {
            throw Malformed.value(offset, type);
        }
        long value;
        if (count <= WORD_BYTES) {
            value = upToEight(bytes, end, count);
        } else if (count <= 2 * WORD_BYTES) {
            long upper = upToEight(bytes, end - WORD_BYTES, count - WORD_BYTES);
            long lower = upToEight(bytes, end, WORD_BYTES);
            value = (upper | lower) < 0 ? -1 : upper * E8 + lower;
        } else {
            value = upToNineteen(bytes, end, count);
            if (value == Long.MIN_VALUE && negative) {
                return value;
            }
        }
        if (value < 0) {
            throw Malformed.value(offset, type);
        }
        return negative ? -value : value;
    }

    /** The number, as 64 bits without sign; negative if a byte is no digit. Nineteen digits fit into 64 bits. */
    private static long upToNineteen(byte[] bytes, int end, int count) {
        long upper = upToEight(bytes, end - 2 * WORD_BYTES, count - 2 * WORD_BYTES);
        long middle = upToEight(bytes, end - WORD_BYTES, WORD_BYTES);
        long lower = upToEight(bytes, end, WORD_BYTES);
        return (upper | middle | lower) < 0 ? -1 : upper * E16 + middle * E8 + lower;
    }

    /**
     * The number in the last {@code count} bytes before {@code end}, or a negative one if one is no digit.
     *
     * @param count 1 to 8
     */
    static long upToEight(byte[] bytes, int end, int count) {
        if (end < WORD_BYTES) {
            return oneByOne(bytes, end, count);
        }
        // The first byte in memory is the lowest: what stands before the number becomes zeros.
        long before = ~0L >>> 1 >>> (WORD_BYTES * count - 1);
        long word = (long) WORD.get(bytes, end - WORD_BYTES);
        return eight(((word & ~before) | (ZEROS & before)) ^ ZEROS);
    }

    /** The number of eight digits, given as their values; negative if one is above 9. */
    private static long eight(long digits) {
        return areNotDigits(digits) ? -1 : number(digits);
    }

    /** The number of eight digits, given as their values. */
    static long number(long digits) {
        long pairs = (digits * 10 + (digits >>> 8)) & 0x00FF_00FF_00FF_00FFL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000_FFFF_0000_FFFFL;
        return (fours * 10_000 + (fours >>> 32)) & 0xFFFF_FFFFL;
    }

    /** Eight bytes, the first one lowest. */
    static long word(byte[] bytes, int offset) {
        return (long) WORD.get(bytes, offset);
    }

    /** Whether one of eight bytes is above 9. */
    static boolean areNotDigits(long digits) {
        return notDigits(digits) != 0;
    }

    /** The high bit of each byte that is above 9; of those behind the first one perhaps too many. */
    static long notDigits(long digits) {
        return ((digits + ABOVE_NINE) | digits) & HIGH_BITS;
    }

    private static long oneByOne(byte[] bytes, int end, int count) {
        long value = 0;
        int wrong = 0;
        for (int i = end - count; i < end; i++) {
            int digit = bytes[i] - '0';
            wrong |= digit | 9 - digit;
            value = value * 10 + digit;
        }
        return wrong < 0 ? -1 : value;
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
        while (i <= bytes.length - WORD_BYTES) {
            long others = notDigits((long) WORD.get(bytes, i) ^ ZEROS);
            if (others != 0) {
                return Math.min(i + (Long.numberOfTrailingZeros(others) >>> 3), end);
            }
            i += WORD_BYTES;
            if (i >= end) {
                return end;
            }
        }
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
