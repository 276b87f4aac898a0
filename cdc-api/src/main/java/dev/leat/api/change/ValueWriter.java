package dev.leat.api.change;

/**
 * Receives one value in the cheapest form that a row has. Implemented by sinks (and by {@code dev.leat.api.json}), called
 * by {@link Row#write}; single-threaded. Byte slices are valid during the call only.
 */
public interface ValueWriter {
    /** The value is null. */
    void nullValue();

    /** A boolean. */
    void bool(boolean value);

    /** A signed integer. */
    void int64(long value);

    /** An unsigned integer, given as its 64 bits. */
    void uint64(long value);

    /** A finite number as ASCII digits that are also a JSON number, for example {@code -12.50} or {@code 1e+308}. */
    void number(byte[] ascii, int offset, int length);

    /** Characters in UTF-8, not escaped. */
    void text(byte[] utf8, int offset, int length);

    /** A complete JSON document in UTF-8 without white space outside strings. */
    void json(byte[] utf8, int offset, int length);

    /** Octets; a JSON target writes base64 with padding. */
    void octets(byte[] bytes, int offset, int length);

    /** Starts a list; its elements follow as values, {@link #endArray} ends it. */
    void beginArray();

    /** Ends the list that was begun last. */
    void endArray();

    /** Starts an object; names and values follow in turn, {@link #endObject} ends it. */
    void beginObject();

    /** Names the value that follows. */
    void name(byte[] utf8, int offset, int length);

    /** Ends the object that was begun last. */
    void endObject();

    /**
     * Room for a decoder to lay out a short value before it pushes it.
     *
     * @param size bytes needed
     * @return an array of at least that length, valid until the next call of any method that is given it, or of this
     *     method
     */
    byte[] scratch(int size);
}
