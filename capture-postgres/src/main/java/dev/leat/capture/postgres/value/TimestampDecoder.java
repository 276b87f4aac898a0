package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * {@code timestamp} and {@code timestamptz}. The JSON has {@code T} for the space and {@code Z} for the {@code +00} of a
 * UTC session; the infinities stay as they are.
 */
final class TimestampDecoder implements ValueDecoder {
    private static final int OFFSET_LENGTH = 3;

    private final boolean withZone;
    private final String type;

    TimestampDecoder(boolean withZone) {
        this.withZone = withZone;
        this.type = withZone ? "timestamptz" : "timestamp";
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (isInfinite(bytes, offset, length)) {
            out.text(bytes, offset, length);
            return;
        }
        int end = offset + length;
        int time = timeStart(bytes, offset, end);
        int timeEnd = DateTimes.timeEnd(bytes, time, end, type);
        int rest = requireUtc(bytes, timeEnd, end);
        if (rest != end - (DateTimes.isBeforeChrist(bytes, offset, length) ? 3 : 0)) {
            throw Malformed.value(rest, type);
        }
        byte[] text = out.scratch(length);
        int count = timeEnd - offset;
        System.arraycopy(bytes, offset, text, 0, count);
        text[time - 1 - offset] = 'T';
        if (withZone) {
            text[count++] = 'Z';
        }
        System.arraycopy(bytes, rest, text, count, end - rest);
        out.text(text, 0, count + end - rest);
    }

    /** Beyond 294247-01-10, which PostgreSQL has and 64 bits of microseconds since 1970 have not, it reads as infinity. */
    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        long common = commonMicros(bytes, offset, length);
        if (common != DateTimes.UNCOMMON) {
            return common;
        }
        if (isInfinite(bytes, offset, length)) {
            return bytes[offset] == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        boolean beforeChrist = DateTimes.isBeforeChrist(bytes, offset, length);
        int end = offset + length - (beforeChrist ? 3 : 0);
        int time = timeStart(bytes, offset, end);
        int timeEnd = DateTimes.timeEnd(bytes, time, end, type);
        if (requireUtc(bytes, timeEnd, end) != end) {
            throw Malformed.value(timeEnd, type);
        }
        long day = DateTimes.day(bytes, offset, time - 1, beforeChrist, type);
        long micros = DateTimes.micros(bytes, time, timeEnd, type);
        long midnight = day * DateTimes.MICROS_PER_DAY;
        boolean fits = day <= Long.MAX_VALUE / DateTimes.MICROS_PER_DAY - 1;
        return fits ? midnight + micros : Long.MAX_VALUE;
    }

    /** {@code YYYY-MM-DD HH:MM:SS[.ffffff][+00]}, the form that nearly all have. */
    private long commonMicros(byte[] bytes, int offset, int length) {
        int end = offset + length - (withZone ? OFFSET_LENGTH : 0);
        return end < offset || (withZone && !isUtc(bytes, end))
                ? DateTimes.UNCOMMON
                : DateTimes.commonTimestamp(bytes, offset, end);
    }

    private static boolean isUtc(byte[] bytes, int at) {
        return bytes[at] == '+' && bytes[at + 1] == '0' && bytes[at + 2] == '0';
    }

    private static boolean isInfinite(byte[] bytes, int offset, int length) {
        return DateTimes.isInfinity(bytes, offset, length) || DateTimes.isMinusInfinity(bytes, offset, length);
    }

    private int timeStart(byte[] bytes, int offset, int end) {
        int dateEnd = DateTimes.dateEnd(bytes, offset, end, type);
        if (dateEnd == end || bytes[dateEnd] != ' ') {
            throw Malformed.value(offset, type);
        }
        return dateEnd + 1;
    }

    /** The index behind the offset from UTC that stands at {@code at}, or {@code at} if the type has none. */
    private int requireUtc(byte[] bytes, int at, int end) {
        if (!withZone) {
            return at;
        }
        if (end - at < OFFSET_LENGTH || !isUtc(bytes, at)) {
            throw Malformed.value(at, type, "+00, as a session with TimeZone=UTC writes it");
        }
        return at + OFFSET_LENGTH;
    }
}
