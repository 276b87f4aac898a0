package dev.leat.capture.mysql.value;

/**
 * Dates and times of a binary result set ({@code Protocol_binary::store_datetime} and {@code store_time} in MySQL's {@code
 * sql/protocol_classic.cc}) in the forms of the log. What is left out at the end is zero:
 *
 * <pre>
 *   date, datetime, timestamp   0, 4, 7 or 11 bytes
 *     Int2 year | Int1 month | Int1 day | Int1 hour | Int1 minute | Int1 second | Int4 microseconds
 *   time                        0, 8 or 12 bytes
 *     Int1 1: negative | Int4 days | Int1 hour | Int1 minute | Int1 second | Int4 microseconds
 * </pre>
 *
 * All numbers have their lowest byte first.
 */
final class TemporalEncoder implements ValueEncoder {
    private static final int DATE_BYTES = 4;
    private static final int SECONDS_BYTES = 7;
    private static final int MICROS_BYTES = 11;
    private static final int TIME_SECONDS_BYTES = 8;
    private static final int TIME_MICROS_BYTES = 12;
    private static final int MAX_DAYS = 34;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int[] UNIT_MICROS = {1_000_000, 10_000, 100, 1};

    /** What the log has. */
    enum Form {
        DATE,
        TIME,
        OLD_TIME,
        DATETIME,
        OLD_DATETIME,
        TIMESTAMP,
        OLD_TIMESTAMP
    }

    private final Form form;
    private final int fractionBytes;

    TemporalEncoder(Form form, int precision) {
        this.form = form;
        this.fractionBytes = DateTimes.fractionBytes(precision);
    }

    @Override
    public int encode(byte[] source, int at, int length, byte[] target) {
        return switch (form) {
            case TIME, OLD_TIME -> time(source, at, length, target);
            default -> dateTime(source, at, length, target);
        };
    }

    private int time(byte[] source, int at, int length, byte[] target) {
        if (length != 0 && length != TIME_SECONDS_BYTES && length != TIME_MICROS_BYTES) {
            throw Malformed.value(at, "time");
        }
        boolean negative = length > 0 && source[at] != 0;
        int days = length > 0 ? LittleEndian.i32(source, at + 1) : 0;
        int hour = length > 0 ? source[at + 5] : 0;
        int minute = length > 0 ? source[at + 6] : 0;
        int second = length > 0 ? source[at + 7] : 0;
        int micros = length > TIME_SECONDS_BYTES ? LittleEndian.i32(source, at + 8) : 0;
        DateTimes.requireTime(at, "time", hour, minute, second, micros);
        if (days < 0 || days > MAX_DAYS) {
            throw Malformed.value(at, "time");
        }
        int hours = 24 * days + hour;
        if (form == Form.OLD_TIME) {
            int decimal = hours * 10_000 + minute * 100 + second;
            return LittleEndian.put(negative ? -decimal : decimal, 3, target, 0);
        }
        int fractionBits = 8 * fractionBytes;
        long packed = ((long) (hours << 12 | minute << 6 | second) << fractionBits) + fraction(micros);
        long offset = 1L << (23 + fractionBits);
        return LittleEndian.putBigEndian(offset + (negative ? -packed : packed), 3 + fractionBytes, target, 0);
    }

    private int dateTime(byte[] source, int at, int length, byte[] target) {
        if (length != 0 && length != DATE_BYTES && length != SECONDS_BYTES && length != MICROS_BYTES) {
            throw Malformed.value(at, "datetime");
        }
        int year = length > 0 ? LittleEndian.u16(source, at) : 0;
        int month = length > 0 ? source[at + 2] : 0;
        int day = length > 0 ? source[at + 3] : 0;
        int hour = length > DATE_BYTES ? source[at + 4] : 0;
        int minute = length > DATE_BYTES ? source[at + 5] : 0;
        int second = length > DATE_BYTES ? source[at + 6] : 0;
        int micros = length > SECONDS_BYTES ? LittleEndian.i32(source, at + 7) : 0;
        DateTimes.requireDate(at, "datetime", year, month, day);
        DateTimes.requireTime(at, "datetime", hour, minute, second, micros);
        return switch (form) {
            case DATE -> LittleEndian.put(day | month << 5 | year << 9, 3, target, 0);
            case OLD_DATETIME ->
                LittleEndian.put(
                        (year * 10_000L + month * 100L + day) * 1_000_000 + hour * 10_000L + minute * 100L + second,
                        Long.BYTES,
                        target,
                        0);
            case TIMESTAMP, OLD_TIMESTAMP -> {
                boolean isZero = (year | month | day) == 0;
                long seconds = isZero
                        ? 0
                        : DateTimes.epochDay(year, month, day) * SECONDS_PER_DAY
                                + hour * 3_600L
                                + minute * 60L
                                + second;
                if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
                    throw Malformed.value(at, "timestamp");
                }
                if (form == Form.OLD_TIMESTAMP) {
                    yield LittleEndian.put(seconds, Integer.BYTES, target, 0);
                }
                int to = LittleEndian.putBigEndian(seconds, Integer.BYTES, target, 0);
                yield LittleEndian.putBigEndian(fraction(micros), fractionBytes, target, to);
            }
            default -> {
                long packed = (long) ((year * 13 + month) << 5 | day) << 17 | hour << 12 | minute << 6 | second;
                int to = LittleEndian.putBigEndian(1L << 39 | packed, 5, target, 0);
                yield LittleEndian.putBigEndian(fraction(micros), fractionBytes, target, to);
            }
        };
    }

    private int fraction(int micros) {
        return micros / UNIT_MICROS[fractionBytes];
    }
}
