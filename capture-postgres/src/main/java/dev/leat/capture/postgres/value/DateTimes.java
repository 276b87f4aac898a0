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
    /** Length of {@code HH:MM:SS}. */
    static final int TIME_LENGTH = 8;

    private static final int MAX_FRACTION_DIGITS = 6;
    /** Length of {@code YYYY-MM-DD}. */
    static final int DATE_LENGTH = 10;

    /** What {@link #commonDay} and {@link #commonMicros} answer when they leave a value to the others. */
    static final long UNCOMMON = Long.MIN_VALUE;

    /** {@code 0000-00-}, first byte lowest; what remains of a date after XOR is its digits' values, and zeros. */
    private static final long DATE_PATTERN = 0x2D30_302D_3030_3030L;

    /** {@code 00 00:00}, likewise: day, hour and minute. */
    private static final long DAY_HOUR_PATTERN = 0x3030_3A30_3020_3030L;

    /** {@code 00:00:00}, likewise. */
    private static final long TIME_PATTERN = 0x3030_3A30_303A_3030L;

    /** {@code :00.0000}, likewise: second and the begin of its fraction. */
    private static final long SECOND_PATTERN = 0x3030_3030_2E30_303AL;

    /** {@code 0.000000}, likewise: the second's last digit and its fraction. */
    private static final long FRACTION_PATTERN = 0x3030_3030_3030_2E30L;

    private static final long DATE_SEPARATORS = 0xFF00_00FF_0000_0000L;
    private static final long TIME_SEPARATORS = 0x0000_FF00_00FF_0000L;
    private static final long SECOND_SEPARATORS = 0x0000_0000_FF00_00FFL;
    private static final long FRACTION_SEPARATOR = 0xFF00L;
    private static final long SIX_DIGITS = ~0xFFFFL;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

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

    /**
     * Days since 1970-01-01 of a date of ten bytes at {@code offset}, the form that nearly all have; {@link #UNCOMMON} if
     * it is anything else.
     */
    static long commonDay(byte[] bytes, int offset) {
        long digits = Digits.word(bytes, offset) ^ DATE_PATTERN;
        int day = Digits.two(bytes, offset + 8);
        if (Digits.areNotDigits(digits) || (digits & DATE_SEPARATORS) != 0) {
            return UNCOMMON;
        }
        long pairs = pairs(digits);
        int year = (int) (pairs & 0xFF) * 100 + (int) (pairs >>> 16 & 0xFF);
        int month = (int) (pairs >>> 40 & 0xFF);
        if ((year - 1 | month - 1 | 12 - month | day - 1 | 31 - day) < 0) {
            return UNCOMMON;
        }
        return commonDay(year, month, day);
    }

    /**
     * Microseconds since 1970-01-01 of {@code YYYY-MM-DD HH:MM:SS[.ffffff]}, the form that nearly all have;
     * {@link #UNCOMMON} if it is anything else.
     */
    static long commonTimestamp(byte[] bytes, int offset, int end) {
        int seconds = offset + 16;
        int fractionDigits = end - seconds - 4;
        if (fractionDigits == MAX_FRACTION_DIGITS) {
            return commonMicroseconds(bytes, offset);
        }
        if (fractionDigits < -1 || fractionDigits > MAX_FRACTION_DIGITS || bytes[seconds] != ':') {
            return UNCOMMON;
        }
        long date = Digits.word(bytes, offset) ^ DATE_PATTERN;
        long dayHour = Digits.word(bytes, offset + 8) ^ DAY_HOUR_PATTERN;
        if (Digits.areNotDigits(date)
                || Digits.areNotDigits(dayHour)
                || ((date & DATE_SEPARATORS) | (dayHour & TIME_SEPARATORS)) != 0) {
            return UNCOMMON;
        }
        int second = Digits.two(bytes, seconds + 1);
        long fraction = fractionDigits < 0 ? 0 : commonFraction(bytes, end, fractionDigits);
        return fraction < 0 ? UNCOMMON : timestamp(pairs(date), pairs(dayHour), second, fraction);
    }

    /** {@code YYYY-MM-DD HH:MM:SS.ffffff} is four words; the last two overlap. */
    private static long commonMicroseconds(byte[] bytes, int offset) {
        long date = Digits.word(bytes, offset) ^ DATE_PATTERN;
        long dayHour = Digits.word(bytes, offset + 8) ^ DAY_HOUR_PATTERN;
        long second = Digits.word(bytes, offset + 16) ^ SECOND_PATTERN;
        long fraction = Digits.word(bytes, offset + 18) ^ FRACTION_PATTERN;
        long wrong = Digits.notDigits(date)
                | Digits.notDigits(dayHour)
                | Digits.notDigits(second)
                | Digits.notDigits(fraction)
                | (date & DATE_SEPARATORS)
                | (dayHour & TIME_SEPARATORS)
                | (second & SECOND_SEPARATORS)
                | (fraction & FRACTION_SEPARATOR);
        if (wrong != 0) {
            return UNCOMMON;
        }
        return timestamp(
                pairs(date), pairs(dayHour), (int) (pairs(second) >>> 8 & 0xFF), Digits.number(fraction & SIX_DIGITS));
    }

    /** Each byte becomes ten times itself and the next one: two digits become their number. */
    private static long pairs(long digits) {
        return digits * 10 + (digits >>> 8);
    }

    private static long timestamp(long date, long dayHour, int second, long fraction) {
        int year = (int) (date & 0xFF) * 100 + (int) (date >>> 16 & 0xFF);
        int month = (int) (date >>> 40 & 0xFF);
        int day = (int) (dayHour & 0xFF);
        int hour = (int) (dayHour >>> 24 & 0xFF);
        int minute = (int) (dayHour >>> 48 & 0xFF);
        if ((year - 1 | month - 1 | 12 - month | day - 1 | 31 - day | 24 - hour | 59 - minute | second | 60 - second)
                < 0) {
            return UNCOMMON;
        }
        int ofDay = hour * 3_600 + minute * 60 + second;
        return (commonDay(year, month, day) * 86_400L + ofDay) * MICROS_PER_SECOND + fraction;
    }

    private static long commonFraction(byte[] bytes, int end, int digits) {
        if (digits == 0 || bytes[end - digits - 1] != '.') {
            return -1;
        }
        long fraction = Digits.upToEight(bytes, end, digits);
        return digits == MAX_FRACTION_DIGITS ? fraction : fraction * POWERS_OF_TEN[MAX_FRACTION_DIGITS - digits];
    }

    private static int commonDay(int year, int month, int day) {
        // As dayOf, in int: no era is negative here.
        int shifted = month <= 2 ? year - 1 : year;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468;
    }

    /**
     * Microseconds since midnight of a time with up to six digits of fraction, the form that nearly all have;
     * {@link #UNCOMMON} if it is anything else.
     */
    static long commonMicros(byte[] bytes, int offset, int end) {
        long digits = Digits.word(bytes, offset) ^ TIME_PATTERN;
        if (Digits.areNotDigits(digits) || (digits & TIME_SEPARATORS) != 0) {
            return UNCOMMON;
        }
        long pairs = pairs(digits);
        int hour = (int) (pairs & 0xFF);
        int minute = (int) (pairs >>> 24 & 0xFF);
        int second = (int) (pairs >>> 48 & 0xFF);
        if ((24 - hour | 59 - minute | 60 - second) < 0) {
            return UNCOMMON;
        }
        long whole = (hour * 3_600L + minute * 60L + second) * MICROS_PER_SECOND;
        int fractionDigits = end - offset - TIME_LENGTH - 1;
        if (fractionDigits < 0) {
            return whole;
        }
        if (fractionDigits == 0 || fractionDigits > MAX_FRACTION_DIGITS || bytes[offset + TIME_LENGTH] != '.') {
            return UNCOMMON;
        }
        long fraction = Digits.upToEight(bytes, end, fractionDigits);
        return fraction < 0 ? UNCOMMON : whole + fraction * POWERS_OF_TEN[MAX_FRACTION_DIGITS - fractionDigits];
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
