package dev.leat.capture.mysql.value;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.json.Integers;

/** Days, times and their text. */
final class DateTimes {
    static final long MICROS_PER_SECOND = 1_000_000;
    static final int MAX_FRACTION_DIGITS = 6;
    static final int MAX_LENGTH = 32;

    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int MAX_DAY = 31;
    private static final int MAX_MONTH = 12;
    private static final int MAX_YEAR = 9999;

    private DateTimes() {}

    /** The digits that a fraction of so many microseconds has to this precision. */
    static int fractionBytes(int precision) {
        return (precision + 1) / 2;
    }

    /** The microseconds of the packed fraction of a value with this precision, read as an unsigned number. */
    static int fractionMicros(byte[] bytes, int at, int precision) {
        int width = fractionBytes(precision);
        int value = (int) LittleEndian.bigEndian(bytes, at, width);
        return value * POWERS_OF_TEN[MAX_FRACTION_DIGITS - 2 * width];
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar; a day that its month does not have runs over. */
    static long epochDay(int year, int month, int day) {
        return firstOfMonth(year, month) + day - 1;
    }

    /** Howard Hinnant, <i>chrono-Compatible Low-Level Date Algorithms</i>: days_from_civil, for years from 0. */
    private static long firstOfMonth(int year, int month) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    static long micros(int year, int month, int day, int hour, int minute, int second, int micros) {
        long seconds = epochDay(year, month, day) * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second;
        return seconds * MICROS_PER_SECOND + micros;
    }

    static void requireDate(int at, String type, int year, int month, int day) {
        if ((MAX_YEAR - year | MAX_MONTH - month | MAX_DAY - day | year | month | day) < 0) {
            throw Malformed.value(at, type);
        }
    }

    static void requireTime(int at, String type, int hour, int minute, int second, int micros) {
        if ((23 - hour | 59 - minute | 59 - second | 999_999 - micros | hour | minute | second | micros) < 0) {
            throw Malformed.value(at, type);
        }
    }

    static int writeDate(int year, int month, int day, byte[] target, int at) {
        int to = Integers.putPadded(target, at, year, 4);
        target[to++] = '-';
        to = Integers.putPadded(target, to, month, 2);
        target[to++] = '-';
        return Integers.putPadded(target, to, day, 2);
    }

    /** An hour of at least two digits. */
    static int writeTime(int hour, int minute, int second, int micros, int precision, byte[] target, int at) {
        int to = hour < 100 ? Integers.putPadded(target, at, hour, 2) : Integers.put(target, at, hour);
        target[to++] = ':';
        to = Integers.putPadded(target, to, minute, 2);
        target[to++] = ':';
        to = Integers.putPadded(target, to, second, 2);
        if (precision > 0) {
            target[to++] = '.';
            to = Integers.putPadded(target, to, micros / POWERS_OF_TEN[MAX_FRACTION_DIGITS - precision], precision);
        }
        return to;
    }

    /** Writes date, {@code T} and time. */
    static int writeDateTime(
            int year, int month, int day, int secondOfDay, int micros, int precision, byte[] target, int at) {
        int to = writeDate(year, month, day, target, at);
        target[to++] = 'T';
        return writeTime(secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60, micros, precision, target, to);
    }

    /** What to do instead of writing a zero date; false when it is to be written like any other. */
    static boolean isHandled(ZeroDates zeroDates, int at, String type, ValueWriter out) {
        return switch (zeroDates) {
            case NULL -> {
                out.nullValue();
                yield true;
            }
            case TEXT -> false;
            case ERROR -> throw zeroDate(at, type);
        };
    }

    static DecodeException zeroDate(int at, String type) {
        return new DecodeException(
                at, type + ": expected a day, found a zero date; zero-dates: null or text lets such values pass");
    }
}
