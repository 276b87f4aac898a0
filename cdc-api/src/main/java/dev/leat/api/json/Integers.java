package dev.leat.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whole numbers as decimal digits in ASCII, written without a text object. */
public final class Integers {
    /** The longest text that {@link #put} writes, in bytes. */
    public static final int MAX_LENGTH = 20;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /** The two digits of each number from 0 to 99, the first in the upper byte. */
    private static final short[] PAIRS = pairs();

    /** From 10^0 to 10^18, the last that a long has. */
    private static final long[] POWERS = powers();

    private static final int EIGHT_DIGITS = 100_000_000;

    private Integers() {}

    /** How many digits a number has that is not negative, without leading zeros. */
    public static int digitCount(long value) {
        long positive = value | 1; // has as many digits
        int bits = Long.SIZE - Long.numberOfLeadingZeros(positive);
        int digits = (bits * 1233) >>> 12; // times the logarithm of 2: that, or one more
        return positive < POWERS[digits] ? digits : digits + 1;
    }

    /**
     * Writes any number without leading zeros, with a minus sign if it is negative.
     *
     * @return the index behind the text
     */
    public static int put(byte[] out, int at, long value) {
        if (value >= 0) {
            return putPadded(out, at, value, digitCount(value));
        }
        out[at] = '-';
        if (value == Long.MIN_VALUE) {
            int end = put(out, at + 1, -(value / 10));
            out[end] = '8';
            return end + 1;
        }
        return put(out, at + 1, -value);
    }

    /**
     * Writes a number with leading zeros.
     *
     * @param value not negative, and less than ten to the power of {@code digits}
     * @param digits how many to write
     * @return the index behind the text
     */
    public static int putPadded(byte[] out, int at, long value, int digits) {
        int end = at + digits;
        int to = end;
        long rest = value;
        while (to - at > 8) {
            long quotient = rest / EIGHT_DIGITS;
            int low = (int) (rest - quotient * EIGHT_DIGITS);
            to -= 8;
            putFour(out, to, low / 10_000);
            putFour(out, to + 4, low % 10_000);
            rest = quotient;
        }
        int small = (int) rest;
        while (to - at >= 2) {
            int quotient = small / 100;
            to -= 2;
            SHORT.set(out, to, PAIRS[small - quotient * 100]);
            small = quotient;
        }
        if (to > at) {
            out[at] = (byte) ('0' + small);
        }
        return end;
    }

    private static void putFour(byte[] out, int at, int value) {
        int high = value / 100;
        SHORT.set(out, at, PAIRS[high]);
        SHORT.set(out, at + 2, PAIRS[value - high * 100]);
    }

    private static short[] pairs() {
        short[] pairs = new short[100];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) ((('0' + i / 10) << 8) | ('0' + i % 10));
        }
        return pairs;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
