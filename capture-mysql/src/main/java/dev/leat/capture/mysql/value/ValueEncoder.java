package dev.leat.capture.mysql.value;

/** Turns a value of a result set into what the log would carry. Stateless. */
@FunctionalInterface
public interface ValueEncoder {
    /** No encoded value is longer. */
    int MAX_BYTES = 32;

    /**
     * Encodes a value.
     *
     * @param at where it begins, behind its length
     * @param target has room for {@link #MAX_BYTES}
     * @return how many bytes were written
     * @throws dev.leat.api.DecodeException if it is no value of the type
     */
    int encode(byte[] source, int at, int length, byte[] target);
}
