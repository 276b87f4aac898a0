package dev.leat.capture.postgres.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads dates and times in PostgreSQL's ISO style:
 *
 * <pre>
 *   [Y..]YYYY-MM-DD[ HH:MM:SS[.f to .ffffff][+00]][ BC]  |  infinity  |  -infinity
 * </pre>
 */
final class DateTimes {
    static final long MICROS_PER_SECOND = 1_000_000;
    static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

    private static final int MIN_YEAR_DIGITS = 4;
    private static final int MAX_YEAR_DIGITS = 7;
    private static final int TIME_LENGTH = 8;
    private static final int MAX_FRACTION_DIGITS = 6;
    private static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MINUS_INFINITY = "-infinity".getBytes(StandardCharsets.US_ASCII);

    private DateTimes() {}

    static boolean isInfinity(byte[] bytes, int offset, int length) {
        return length == INFINITY.length && Arrays.equals(bytes, offset, offset + length, INFINITY, 0, length);
    }

    static boolean isMinusInfinity(byte[] bytes, int offset, int length) {
        return length == MINUS_INFINITY.length
                && Arrays.equals(bytes, offset, offset + length, MINUS_INFINITY, 0, length);
    }

    /** Whether the value ends in {@code " BC"}. */
    static boolean isBeforeChrist(byte[] bytes, int offset, int length) {
        int end = offset + length;
        return length > 3 && bytes[end - 1] == 'C' && bytes[end - 2] == 'B' && bytes[end - 3] == ' ';
    }

    /** The index behind the date that begins at {@code offset}; what stands there is not checked. */
    static int dateEnd(byte[] bytes, int offset, int end, String type) {
        int year = offset + MIN_YEAR_DIGITS;
        while (year < end && bytes[year] != '-') {
            year++;
        }
        int dateEnd = year + 6;
        if (year - offset > MAX_YEAR_DIGITS || dateEnd > end || bytes[year + 3] != '-') {
            throw Malformed.value(offset, type);
        }
        return dateEnd;
    }

    /** Days since 1970-01-01 of the date from {@code offset} to {@code dateEnd}. */
    static long day(byte[] bytes, int offset, int dateEnd, boolean beforeChrist, String type) {
        long year = 0;
        int wrong = 0;
        for (int i = offset; i < dateEnd - 6; i++) {
            int digit = bytes[i] - '0';
            wrong |= digit | 9 - digit;
            year = year * 10 + digit;
        }
        int month = Digits.two(bytes, dateEnd - 5);
        int day = Digits.two(bytes, dateEnd - 2);
        if ((wrong | month - 1 | 12 - month | day - 1 | 31 - day) < 0) {
            throw Malformed.value(offset, type);
        }
        return dayOf(beforeChrist ? 1 - year : year, month, day);
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March. */
    private static long dayOf(long year, int month, int day) {
        long shifted = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(shifted, 400L);
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** The index behind the time that begins at {@code offset}; what stands there is not checked. */
    static int timeEnd(byte[] bytes, int offset, int end, String type) {
        int whole = offset + TIME_LENGTH;
        if (whole > end || bytes[offset + 2] != ':' || bytes[offset + 5] != ':') {
            throw Malformed.value(offset, type);
        }
        if (whole == end || bytes[whole] != '.') {
            return whole;
        }
        return Digits.skip(bytes, whole + 1, end);
    }

    /** Microseconds since midnight of the time from {@code offset} to {@code timeEnd}. */
    static long micros(byte[] bytes, int offset, int timeEnd, String type) {
        int hour = Digits.two(bytes, offset);
        int minute = Digits.two(bytes, offset + 3);
        int second = Digits.two(bytes, offset + 6);
        int fractionDigits = timeEnd - offset - TIME_LENGTH - 1;
        if ((hour | 24 - hour | minute | 59 - minute | second | 60 - second | MAX_FRACTION_DIGITS - fractionDigits) < 0
                || fractionDigits == 0) {
            throw Malformed.value(offset, type);
        }
        long fraction = 0;
        if (fractionDigits > 0) {
            for (int i = timeEnd - fractionDigits; i < timeEnd; i++) {
                fraction = fraction * 10 + (bytes[i] - '0');
            }
            for (int i = fractionDigits; i < MAX_FRACTION_DIGITS; i++) {
                fraction *= 10;
            }
        }
        return (hour * 3_600L + minute * 60L + second) * MICROS_PER_SECOND + fraction;
    }
}
