package dev.leat.capture.mysql.value;

import dev.leat.api.schema.ValueDecoder;

/** A decoder of values of which some are to be null in a batch, although the log has bytes for them. */
public interface ReadsAsNull extends ValueDecoder {
    /** Whether some value may be one: asked once per schema. */
    boolean mayReadAsNull();

    /** Whether this value is to be null. */
    boolean isNull(byte[] bytes, int offset, int length);

    /** The same as {@link #isNull}; a call that the compiler can resolve for the types that today's servers have. */
    static boolean readsAsNull(ReadsAsNull check, byte[] bytes, int offset, int length) {
        if (check instanceof TimestampDecoder timestamps) {
            return timestamps.isNull(bytes, offset, length);
        }
        if (check instanceof DateTimeDecoder datetimes) {
            return datetimes.isNull(bytes, offset, length);
        }
        if (check instanceof DateDecoder dates) {
            return dates.isNull(bytes, offset, length);
        }
        return check.isNull(bytes, offset, length);
    }
}
