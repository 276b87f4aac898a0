package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/**
 * {@code TIMESTAMP(n)}: seconds since 1970-01-01T00:00:00Z in four bytes, the highest first, and 0 to 3 bytes of fraction
 * ({@code my_timestamp_to_binary} in MySQL's {@code mysys/my_time.cc}). Before MySQL 5.6: the lowest byte first and no fraction.
 * Seconds have no sign: MariaDB goes to 2106. All zero is the zero date.
 */
final class TimestampDecoder implements ReadsAsNull {
    private static final int WHOLE_BYTES = 4;
    private static final int SECONDS_PER_DAY = 86_400;

    private final int precision;
    private final boolean old;
    private final int width;
    private final ZeroDates zeroDates;

    TimestampDecoder(int precision, boolean old, ZeroDates zeroDates) {
        this.precision = precision;
        this.old = old;
        this.width = WHOLE_BYTES + DateTimes.fractionBytes(precision);
        this.zeroDates = zeroDates;
    }

    @Override
    public boolean mayReadAsNull() {
        return zeroDates == ZeroDates.NULL;
    }

    @Override
    public boolean isNull(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "timestamp", width, length);
        return LittleEndian.i32(bytes, offset) == 0
                && micros(bytes, offset, length) == 0
                && zeroDates == ZeroDates.NULL;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long micros = micros(bytes, offset, length);
        if (micros == 0 && DateTimes.isHandled(zeroDates, offset, "timestamp", out)) {
            return;
        }
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        int end = micros == 0 ? DateTimes.writeDateTime(0, 0, 0, 0, 0, precision, text, 0) : write(micros, text);
        text[end++] = 'Z';
        out.text(text, 0, end);
    }

    /** Howard Hinnant, <i>chrono-Compatible Low-Level Date Algorithms</i>: civil_from_days, for days from 1970 on. */
    private int write(long micros, byte[] text) {
        long seconds = micros / DateTimes.MICROS_PER_SECOND;
        int days = (int) (seconds / SECONDS_PER_DAY) + 719_468;
        int era = days / 146_097;
        int dayOfEra = days - era * 146_097;
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return DateTimes.writeDateTime(
                year,
                month,
                day,
                (int) (seconds % SECONDS_PER_DAY),
                (int) (micros % DateTimes.MICROS_PER_SECOND),
                precision,
                text,
                0);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        long micros = micros(bytes, offset, length);
        if (micros == 0) {
            throw DateTimes.zeroDate(offset, "timestamp");
        }
        return micros;
    }

    private long micros(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "timestamp", width, length);
        long seconds = old
                ? LittleEndian.unsigned(bytes, offset, WHOLE_BYTES)
                : LittleEndian.bigEndian(bytes, offset, WHOLE_BYTES);
        int fraction = DateTimes.fractionMicros(bytes, offset + WHOLE_BYTES, precision);
        if (fraction >= DateTimes.MICROS_PER_SECOND) {
            throw Malformed.value(offset, "timestamp");
        }
        return seconds * DateTimes.MICROS_PER_SECOND + fraction;
    }
}
