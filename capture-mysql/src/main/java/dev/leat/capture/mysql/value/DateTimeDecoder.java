package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/**
 * {@code DATETIME(n)} as {@code my_datetime_packed_to_binary} in MySQL's {@code mysys/my_time.cc} writes it, the highest byte
 * first:
 *
 * <pre>
 *   1 bit sign (always 1) | 17 bits year * 13 + month | 5 bits day | 5 bits hour | 6 bits minute | 6 bits second
 *   0 to 3 bytes fraction
 * </pre>
 */
final class DateTimeDecoder implements ReadsAsNull {
    private static final int WHOLE_BYTES = 5;
    private static final int MONTHS = 13;
    private static final long SIGN = 1L << 39;

    private final int precision;
    private final int width;
    private final ZeroDates zeroDates;

    DateTimeDecoder(int precision, ZeroDates zeroDates) {
        this.precision = precision;
        this.width = WHOLE_BYTES + DateTimes.fractionBytes(precision);
        this.zeroDates = zeroDates;
    }

    @Override
    public boolean mayReadAsNull() {
        return zeroDates == ZeroDates.NULL;
    }

    @Override
    public boolean isNull(byte[] bytes, int offset, int length) {
        // day and month are in the first four bytes; whether the rest is a time is seen when it is read
        Malformed.requireLength(offset, "datetime", width, length);
        long upper = Integer.toUnsignedLong(LittleEndian.bigEndian32(bytes, offset)) << 8;
        return isZero(upper & ~SIGN) && zeroDates == ZeroDates.NULL;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long packed = packed(bytes, offset, length);
        if (isZero(packed) && DateTimes.isHandled(zeroDates, offset, "datetime", out)) {
            return;
        }
        int micros = DateTimes.fractionMicros(bytes, offset + WHOLE_BYTES, precision);
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        int secondOfDay = hour(packed) * 3_600 + minute(packed) * 60 + second(packed);
        int end = DateTimes.writeDateTime(
                year(packed), month(packed), day(packed), secondOfDay, micros, precision, text, 0);
        out.text(text, 0, end);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        long packed = packed(bytes, offset, length);
        if (isZero(packed)) {
            throw DateTimes.zeroDate(offset, "datetime");
        }
        return DateTimes.micros(
                year(packed),
                month(packed),
                day(packed),
                hour(packed),
                minute(packed),
                second(packed),
                DateTimes.fractionMicros(bytes, offset + WHOLE_BYTES, precision));
    }

    private long packed(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "datetime", width, length);
        long packed = LittleEndian.bigEndian(bytes, offset, WHOLE_BYTES) - SIGN;
        if (packed < 0) {
            throw Malformed.value(offset, "datetime");
        }
        DateTimes.requireDate(offset, "datetime", year(packed), month(packed), day(packed));
        int micros = DateTimes.fractionMicros(bytes, offset + WHOLE_BYTES, precision);
        DateTimes.requireTime(offset, "datetime", hour(packed), minute(packed), second(packed), micros);
        return packed;
    }

    private static boolean isZero(long packed) {
        return day(packed) == 0 || month(packed) == 0;
    }

    private static int year(long packed) {
        return (int) (packed >> 22) / MONTHS;
    }

    private static int month(long packed) {
        return (int) (packed >> 22) % MONTHS;
    }

    private static int day(long packed) {
        return (int) (packed >> 17) & 0x1F;
    }

    private static int hour(long packed) {
        return (int) (packed >> 12) & 0x1F;
    }

    private static int minute(long packed) {
        return (int) (packed >> 6) & 0x3F;
    }

    private static int second(long packed) {
        return (int) packed & 0x3F;
    }
}
