package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code date}: its text is its JSON. */
final class DateDecoder implements ValueDecoder {
    private static final String TYPE = "date";

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        out.text(bytes, offset, length);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        if (length == DateTimes.DATE_LENGTH) {
            long day = DateTimes.commonDay(bytes, offset);
            if (day != DateTimes.UNCOMMON) {
                return day;
            }
        }
        if (DateTimes.isInfinity(bytes, offset, length)) {
            return Long.MAX_VALUE;
        }
        if (DateTimes.isMinusInfinity(bytes, offset, length)) {
            return Long.MIN_VALUE;
        }
        boolean beforeChrist = DateTimes.isBeforeChrist(bytes, offset, length);
        int end = offset + length - (beforeChrist ? 3 : 0);
        int dateEnd = DateTimes.dateEnd(bytes, offset, end, TYPE);
        if (dateEnd != end) {
            throw Malformed.value(dateEnd, TYPE);
        }
        return DateTimes.day(bytes, offset, dateEnd, beforeChrist, TYPE);
    }
}
