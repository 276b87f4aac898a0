package dev.leat.capture.mysql.value;

import dev.leat.api.json.Integers;
import java.math.BigInteger;

/**
 * The shortest decimal digits that read back as the same number, and of those the nearest to it: the algorithm of Raffaello
 * Giulietti, <i>The Schubfach way to render doubles</i> (2020). {@code Double.toString} is that only from JDK 19 on.
 *
 * <p>A number is {@code c} times two to the power of {@code q}. The numbers that round to it lie in an interval around it;
 * of the decimals with exponent {@code k} at most two lie next to it, {@code s} and {@code s + 1}. The powers of ten are kept
 * as their upper 126 bits.
 */
final class ShortestDigits {
    /** Bytes that a number needs: a sign, {@code 0.}, 14 zeros and 17 digits; with an exponent it is shorter. */
    static final int MAX_LENGTH = 40;

    private static final int DOUBLE_FRACTION_BITS = 52;
    private static final int DOUBLE_MIN_EXPONENT = -1074;
    private static final int FLOAT_FRACTION_BITS = 23;
    private static final int FLOAT_MIN_EXPONENT = -149;

    private static final int MIN_POWER = -324;
    private static final int MAX_POWER = 292;
    private static final long LOW_63_BITS = Long.MAX_VALUE;

    /** For each k, floor(10^-k * 2^-r) + 1 of 126 bits in two longs of 63. */
    private static final long[] POWERS = powers();

    private static final int MIN_PLAIN_EXPONENT = -5;
    private static final int MAX_PLAIN_EXPONENT = 17;

    /** {@code MAX_DECPT_FOR_F_FORMAT} in MySQL's {@code strings/dtoa.cc}, where the point is counted from the other side. */
    private static final int MIN_SERVER_EXPONENT = -15;

    private static final int MAX_SERVER_EXPONENT = 14;

    private ShortestDigits() {}

    /** Writes a finite number as JSON has it; returns the index behind it. */
    static int write(double value, byte[] target, int at) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> DOUBLE_FRACTION_BITS) & 0x7FF;
        long fraction = bits & ((1L << DOUBLE_FRACTION_BITS) - 1);
        long c = biased == 0 ? fraction : fraction | (1L << DOUBLE_FRACTION_BITS);
        int q = DOUBLE_MIN_EXPONENT + Math.max(0, biased - 1);
        return write(bits < 0, c, q, fraction == 0 && biased > 1, false, target, at);
    }

    /**
     * Writes a finite number as MySQL writes those in its JSON documents ({@code my_gcvt} in {@code strings/dtoa.cc}, and {@code
     * .0} behind a whole one), so that a document from the log has the text that a query has.
     */
    static int writeLikeServer(double value, byte[] target, int at) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> DOUBLE_FRACTION_BITS) & 0x7FF;
        long fraction = bits & ((1L << DOUBLE_FRACTION_BITS) - 1);
        long c = biased == 0 ? fraction : fraction | (1L << DOUBLE_FRACTION_BITS);
        int q = DOUBLE_MIN_EXPONENT + Math.max(0, biased - 1);
        int to = write(bits < 0, c, q, fraction == 0 && biased > 1, true, target, at);
        for (int i = at; i < to; i++) {
            if (target[i] == '.' || target[i] == 'e') {
                return to;
            }
        }
        target[to] = '.';
        target[to + 1] = '0';
        return to + 2;
    }

    /** Likewise, digits that read back as the same single. */
    static int write(float value, byte[] target, int at) {
        int bits = Float.floatToRawIntBits(value);
        int biased = (bits >>> FLOAT_FRACTION_BITS) & 0xFF;
        int fraction = bits & ((1 << FLOAT_FRACTION_BITS) - 1);
        long c = biased == 0 ? fraction : fraction | (1 << FLOAT_FRACTION_BITS);
        int q = FLOAT_MIN_EXPONENT + Math.max(0, biased - 1);
        return write(bits < 0, c, q, fraction == 0 && biased > 1, false, target, at);
    }

    private static int write(
            boolean negative, long c, int q, boolean isPowerOfTwo, boolean likeServer, byte[] target, int at) {
        int to = at;
        if (negative) {
            target[to++] = '-';
        }
        if (c == 0) {
            target[to++] = '0';
            return to;
        }
        long odd = c & 1;
        long cb = c << 2;
        long cbr = cb + 2;
        // below a power of two numbers lie twice as close as above it
        long cbl = isPowerOfTwo ? cb - 1 : cb - 2;
        int k = isPowerOfTwo ? floorLog10ThreeQuartersPow2(q) : floorLog10Pow2(q);
        int h = q + floorLog2Pow10(-k) + 2;
        int index = 2 * (k - MIN_POWER);
        long g1 = POWERS[index];
        long g0 = POWERS[index + 1];
        long vb = roundToOdd(g1, g0, cb << h);
        long vbl = roundToOdd(g1, g0, cbl << h) + odd;
        long vbr = roundToOdd(g1, g0, cbr << h) - odd;
        long s = vb >> 2;
        if (s >= 10) {
            long shorter = s / 10 * 10;
            boolean below = vbl <= shorter << 2;
            boolean above = (shorter + 10) << 2 <= vbr;
            if (below != above) {
                return digits(below ? shorter : shorter + 10, k, likeServer, target, to);
            }
        }
        boolean below = vbl <= s << 2;
        boolean above = (s + 1) << 2 <= vbr;
        if (below != above) {
            return digits(below ? s : s + 1, k, likeServer, target, to);
        }
        long middle = vb - ((s + s + 1) << 1);
        return digits(middle < 0 || (middle == 0 && (s & 1) == 0) ? s : s + 1, k, likeServer, target, to);
    }

    /** Writes {@code value} times ten to the power of {@code exponent}. */
    private static int digits(long value, int exponent, boolean likeServer, byte[] target, int at) {
        long digits = value;
        int power = exponent;
        while (digits % 10 == 0) {
            digits /= 10;
            power++;
        }
        int count = Integers.digitCount(digits);
        int scientific = power + count - 1;
        int min = likeServer ? MIN_SERVER_EXPONENT : MIN_PLAIN_EXPONENT;
        int max = likeServer ? MAX_SERVER_EXPONENT : MAX_PLAIN_EXPONENT;
        if (scientific < min || scientific > max) {
            return scientific(digits, count, scientific, target, at);
        }
        if (power >= 0) {
            int to = Integers.putPadded(target, at, digits, count);
            for (int i = 0; i < power; i++) {
                target[to++] = '0';
            }
            return to;
        }
        if (scientific >= 0) {
            int whole = scientific + 1;
            Integers.putPadded(target, at + 1, digits, count);
            System.arraycopy(target, at + 1, target, at, whole);
            target[at + whole] = '.';
            return at + count + 1;
        }
        int to = at;
        target[to++] = '0';
        target[to++] = '.';
        for (int i = -1; i > scientific; i--) {
            target[to++] = '0';
        }
        return Integers.putPadded(target, to, digits, count);
    }

    private static int scientific(long digits, int count, int exponent, byte[] target, int at) {
        Integers.putPadded(target, at + 1, digits, count);
        target[at] = target[at + 1];
        int to = at + 1;
        if (count > 1) {
            target[to] = '.';
            to += count;
        }
        target[to++] = 'e';
        if (exponent < 0) {
            target[to++] = '-';
        }
        return Integers.put(target, to, Math.abs(exponent));
    }

    /** The upper 64 bits of g * cp, of which the last is set when what is cut off is not zero. */
    private static long roundToOdd(long g1, long g0, long cp) {
        long x1 = Math.multiplyHigh(g0, cp);
        long y0 = g1 * cp;
        long y1 = Math.multiplyHigh(g1, cp);
        long z = (y0 >>> 1) + x1;
        long w = y1 + (z >>> 63);
        return w | (((z & LOW_63_BITS) + LOW_63_BITS) >>> 63);
    }

    private static int floorLog10Pow2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int floorLog10ThreeQuartersPow2(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2Pow10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    private static long[] powers() {
        long[] powers = new long[2 * (MAX_POWER - MIN_POWER + 1)];
        for (int k = MIN_POWER; k <= MAX_POWER; k++) {
            int r = floorLog2Pow10(-k) - 125;
            BigInteger numerator = k <= 0 ? BigInteger.TEN.pow(-k) : BigInteger.ONE;
            BigInteger denominator = k <= 0 ? BigInteger.ONE : BigInteger.TEN.pow(k);
            if (r <= 0) {
                numerator = numerator.shiftLeft(-r);
            } else {
                denominator = denominator.shiftLeft(r);
            }
            BigInteger g = numerator.divide(denominator).add(BigInteger.ONE);
            powers[2 * (k - MIN_POWER)] = g.shiftRight(63).longValueExact();
            powers[2 * (k - MIN_POWER) + 1] = g.longValue() & LOW_63_BITS;
        }
        return powers;
    }
}
