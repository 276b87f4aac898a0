package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads one message forward. Nothing is read behind its end, whatever the bytes say. Reused for every message;
 * single-threaded.
 *
 * <p>{@code field} is the protocol document's name of what is read, for the message of the exception.
 */
final class MessageReader {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int TEXT_HEADER_BYTES = 5;

    private byte[] buffer = {};
    private int position;
    private int end;

    /** Stands before the first of {@code length} bytes at {@code offset}. */
    void wrap(byte[] newBuffer, int offset, int length) {
        // The store of a reference costs the collector's barrier, once per message.
        if (buffer != newBuffer) {
            buffer = newBuffer;
        }
        position = offset;
        end = offset + length;
    }

    /** Index of the next byte in the buffer. */
    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    int u8(String field) {
        if (position >= end) {
            throw truncated(field, 1);
        }
        return buffer[position++] & 0xFF;
    }

    int u16(String field) {
        if (end - position < 2) {
            throw truncated(field, 2);
        }
        int value = (short) SHORT.get(buffer, position) & 0xFFFF;
        position += 2;
        return value;
    }

    int i32(String field) {
        if (end - position < 4) {
            throw truncated(field, 4);
        }
        int value = (int) INT.get(buffer, position);
        position += 4;
        return value;
    }

    long i64(String field) {
        if (end - position < 8) {
            throw truncated(field, 8);
        }
        long value = (long) LONG.get(buffer, position);
        position += 8;
        return value;
    }

    /** Steps over {@code length} bytes, a number from the wire; returns where they begin. */
    int slice(int length, String field) {
        if (length < 0 || length > end - position) {
            throw new DecodeException(
                    position, field + ": expected " + length + " bytes, found " + remaining() + " left in the message");
        }
        int start = position;
        position = start + length;
        return start;
    }

    /**
     * Steps over a column that was sent as text, the form that nearly all have: Byte1('t') Int32 length Byten value.
     * Returns the value's length; the value ends where the reader then stands. Negative, without a step: it is something
     * else, or damaged.
     */
    int textValue() {
        int at = position;
        if (end - at < TEXT_HEADER_BYTES || buffer[at] != 't') {
            return -1;
        }
        int length = (int) INT.get(buffer, at + 1);
        if (length > end - at - TEXT_HEADER_BYTES) {
            return -1;
        }
        if (length >= 0) {
            position = at + TEXT_HEADER_BYTES + length;
        }
        return length;
    }

    /** A text that ends with a zero byte. */
    String string(String field) {
        int start = position;
        return new String(buffer, start, skipString(field), StandardCharsets.UTF_8);
    }

    /** Steps over a text that ends with a zero byte; returns its length without that. */
    int skipString(String field) {
        int start = position;
        while (position < end) {
            if (buffer[position++] == 0) {
                return position - 1 - start;
            }
        }
        throw new DecodeException(start, field + ": expected a text that ends with a zero byte, found none");
    }

    /** Says that the message ends here. */
    void finish(String message) {
        if (position != end) {
            throw new DecodeException(position, message + ": expected its end, found " + remaining() + " bytes more");
        }
    }

    /** A failure at the byte read last. */
    DecodeException unexpected(String field, String expected, int found) {
        return new DecodeException(position - 1, field + ": expected " + expected + ", found " + shown(found));
    }

    /** A byte as its ASCII character, or in hexadecimal. */
    static String shown(int b) {
        return b > ' ' && b < 0x7F ? "'" + (char) b + "'" : String.format("0x%02x", b);
    }

    private DecodeException truncated(String field, int bytes) {
        return new DecodeException(
                position, field + ": expected " + bytes + " bytes, found " + remaining() + " left in the message");
    }
}
