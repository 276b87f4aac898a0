package dev.leat.api.schema;

import dev.leat.api.change.ValueWriter;

/**
 * Reads one column's values out of the bytes that came from the wire. Made by a capture, one per column and schema
 * version; called by any number of lane threads at once, so it keeps no state. Null and unchanged values never reach
 * it.
 *
 * <p>{@code bytes}, {@code offset} and {@code length} name the value's bytes in the source's own form. All methods throw
 * {@link dev.leat.api.DecodeException} when the bytes are not a value of the type.
 */
public interface ValueDecoder {
    /**
     * Pushes the value into {@code out} in the cheapest form it has; exactly one value (which may be an array or an
     * object) is pushed.
     */
    void write(byte[] bytes, int offset, int length, ValueWriter out);

    /** The value of a BOOL. */
    default boolean booleanValue(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("not a boolean column");
    }

    /**
     * The value of an integer kind (UINT64 as its 64 bits), of a DATE (days since 1970-01-01), of a TIME (microseconds)
     * or of a TIMESTAMP or TIMESTAMPTZ (microseconds since 1970-01-01T00:00:00, UTC). The infinities are
     * {@link Long#MAX_VALUE} and {@link Long#MIN_VALUE}.
     */
    default long longValue(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("not an integer or time column");
    }

    /** The value of a FLOAT32 or FLOAT64. */
    default double doubleValue(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("not a floating point column");
    }
}
