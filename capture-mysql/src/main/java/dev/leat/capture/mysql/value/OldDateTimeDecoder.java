package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/** {@code DATETIME} as before MySQL 5.6: eight bytes, the lowest first, the decimal number {@code YYYYMMDDHHMMSS}. */
final class OldDateTimeDecoder implements ReadsAsNull {
    private static final long DATE = 1_000_000;

    private final ZeroDates zeroDates;

    OldDateTimeDecoder(ZeroDates zeroDates) {
        this.zeroDates = zeroDates;
    }

    @Override
    public boolean mayReadAsNull() {
        return zeroDates == ZeroDates.NULL;
    }

    @Override
    public boolean isNull(byte[] bytes, int offset, int length) {
        return isZero(decimal(bytes, offset, length)) && zeroDates == ZeroDates.NULL;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long decimal = decimal(bytes, offset, length);
        if (isZero(decimal) && DateTimes.isHandled(zeroDates, offset, "datetime", out)) {
            return;
        }
        int date = (int) (decimal / DATE);
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        int end = DateTimes.writeDateTime(
                date / 10_000, date / 100 % 100, date % 100, secondOfDay(decimal), 0, 0, text, 0);
        out.text(text, 0, end);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        long decimal = decimal(bytes, offset, length);
        if (isZero(decimal)) {
            throw DateTimes.zeroDate(offset, "datetime");
        }
        int date = (int) (decimal / DATE);
        return DateTimes.micros(date / 10_000, date / 100 % 100, date % 100, 0, 0, 0, 0)
                + secondOfDay(decimal) * DateTimes.MICROS_PER_SECOND;
    }

    private static long decimal(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "datetime", Long.BYTES, length);
        long decimal = LittleEndian.i64(bytes, offset);
        if (decimal < 0 || decimal > 99_991_231_235_959L) {
            throw Malformed.value(offset, "datetime");
        }
        int date = (int) (decimal / DATE);
        int time = (int) (decimal % DATE);
        DateTimes.requireDate(offset, "datetime", date / 10_000, date / 100 % 100, date % 100);
        DateTimes.requireTime(offset, "datetime", time / 10_000, time / 100 % 100, time % 100, 0);
        return decimal;
    }

    private static boolean isZero(long decimal) {
        int date = (int) (decimal / DATE);
        return date % 100 == 0 || date / 100 % 100 == 0;
    }

    private static int secondOfDay(long decimal) {
        int time = (int) (decimal % DATE);
        return time / 10_000 * 3_600 + time / 100 % 100 * 60 + time % 100;
    }
}
