package dev.leat.capture.mysql.value;

import dev.leat.api.schema.ValueDecoder;

/** A decoder of values of which some are to be null in a batch, although the log has bytes for them. */
public interface ReadsAsNull extends ValueDecoder {
    /** Whether some value may be one: asked once per schema. */
    boolean mayReadAsNull();

    /** Whether this value is to be null. */
    boolean isNull(byte[] bytes, int offset, int length);
}
