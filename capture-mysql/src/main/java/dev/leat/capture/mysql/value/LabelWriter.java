package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import java.util.Arrays;

/** Takes one text and keeps it. */
final class LabelWriter implements ValueWriter {
    private byte[] text = {};

    byte[] utf8() {
        return text;
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        text = Arrays.copyOfRange(utf8, offset, offset + length);
    }

    @Override
    public byte[] scratch(int size) {
        return new byte[size];
    }

    @Override
    public void nullValue() {
        throw notText();
    }

    @Override
    public void bool(boolean value) {
        throw notText();
    }

    @Override
    public void int64(long value) {
        throw notText();
    }

    @Override
    public void uint64(long value) {
        throw notText();
    }

    @Override
    public void number(byte[] ascii, int offset, int length) {
        throw notText();
    }

    @Override
    public void json(byte[] utf8, int offset, int length) {
        throw notText();
    }

    @Override
    public void octets(byte[] bytes, int offset, int length) {
        throw notText();
    }

    @Override
    public void beginArray() {
        throw notText();
    }

    @Override
    public void endArray() {
        throw notText();
    }

    @Override
    public void beginObject() {
        throw notText();
    }

    @Override
    public void name(byte[] utf8, int offset, int length) {
        throw notText();
    }

    @Override
    public void endObject() {
        throw notText();
    }

    private static AssertionError notText() {
        return new AssertionError("a character set pushes text only");
    }
}
