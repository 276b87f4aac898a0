package dev.leat.api.json;

import dev.leat.api.change.ValueWriter;

/**
 * Writes one value as it stands in a field of text: a top-level string bare, everything else as its JSON. Single-threaded;
 * {@link #clear} before each value.
 */
public final class BareWriter implements ValueWriter {
    private final JsonBuffer out;
    private int depth;
    private boolean isNull;

    /** A writer into a buffer of its own. */
    public BareWriter() {
        this(new JsonBuffer(256));
    }

    /** A writer that appends to {@code out}. */
    public BareWriter(JsonBuffer out) {
        this.out = out;
    }

    /** What was written. */
    public JsonBuffer buffer() {
        return out;
    }

    /** Whether the last value was null, which writes nothing. */
    public boolean isNull() {
        return isNull;
    }

    /** Forgets what was written. */
    public void clear() {
        out.clear();
        depth = 0;
        isNull = false;
    }

    @Override
    public void nullValue() {
        if (depth == 0) {
            isNull = true;
        } else {
            out.nullValue();
        }
    }

    @Override
    public void bool(boolean value) {
        out.bool(value);
    }

    @Override
    public void int64(long value) {
        out.int64(value);
    }

    @Override
    public void uint64(long value) {
        out.uint64(value);
    }

    @Override
    public void number(byte[] ascii, int offset, int length) {
        out.number(ascii, offset, length);
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        if (depth == 0) {
            out.raw(utf8, offset, length);
        } else {
            out.text(utf8, offset, length);
        }
    }

    @Override
    public void json(byte[] utf8, int offset, int length) {
        out.json(utf8, offset, length);
    }

    @Override
    public void octets(byte[] bytes, int offset, int length) {
        int start = out.length();
        out.octets(bytes, offset, length);
        if (depth == 0) {
            int end = out.length();
            System.arraycopy(out.array(), start + 1, out.array(), start, end - start - 2);
            out.truncate(end - 2);
        }
    }

    @Override
    public void beginArray() {
        depth++;
        out.beginArray();
    }

    @Override
    public void endArray() {
        depth--;
        out.endArray();
    }

    @Override
    public void beginObject() {
        depth++;
        out.beginObject();
    }

    @Override
    public void endObject() {
        depth--;
        out.endObject();
    }

    @Override
    public void name(byte[] utf8, int offset, int length) {
        out.name(utf8, offset, length);
    }

    @Override
    public byte[] scratch(int size) {
        return out.scratch(size);
    }
}
