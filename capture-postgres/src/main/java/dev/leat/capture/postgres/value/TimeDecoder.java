package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code time}: its text is its JSON; {@code 24:00:00} is a time. */
final class TimeDecoder implements ValueDecoder {
    private static final String TYPE = "time";

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        out.text(bytes, offset, length);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        int end = offset + length;
        if (length >= DateTimes.TIME_LENGTH) {
            long micros = DateTimes.commonMicros(bytes, offset, end);
            if (micros != DateTimes.UNCOMMON) {
                return micros;
            }
        }
        if (DateTimes.timeEnd(bytes, offset, end, TYPE) != end) {
            throw Malformed.value(offset, TYPE);
        }
        return DateTimes.micros(bytes, offset, end, TYPE);
    }
}
