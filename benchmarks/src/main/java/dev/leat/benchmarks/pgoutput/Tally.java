package dev.leat.benchmarks.pgoutput;

import dev.leat.api.change.ValueWriter;

/** Takes values without keeping them; its sum depends on all that it was given. */
final class Tally implements ValueWriter {
    private long sum;
    private byte[] scratch = new byte[256];

    long take() {
        long taken = sum;
        sum = 0;
        return taken;
    }

    @Override
    public void nullValue() {
        sum++;
    }

    @Override
    public void bool(boolean value) {
        sum += value ? 1 : 2;
    }

    @Override
    public void int64(long value) {
        sum += value;
    }

    @Override
    public void uint64(long value) {
        sum += value;
    }

    @Override
    public void number(byte[] ascii, int offset, int length) {
        slice(ascii, offset, length);
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        slice(utf8, offset, length);
    }

    @Override
    public void json(byte[] utf8, int offset, int length) {
        slice(utf8, offset, length);
    }

    @Override
    public void octets(byte[] bytes, int offset, int length) {
        slice(bytes, offset, length);
    }

    @Override
    public void beginArray() {
        sum++;
    }

    @Override
    public void endArray() {
        sum++;
    }

    @Override
    public void beginObject() {
        sum++;
    }

    @Override
    public void name(byte[] utf8, int offset, int length) {
        slice(utf8, offset, length);
    }

    @Override
    public void endObject() {
        sum++;
    }

    @Override
    public byte[] scratch(int size) {
        if (size > scratch.length) {
            scratch = new byte[2 * size];
        }
        return scratch;
    }

    void slice(byte[] bytes, int offset, int length) {
        sum += length == 0 ? 1 : length + bytes[offset] + bytes[offset + length - 1];
    }
}
