package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads one event forward. Nothing is read behind its end, whatever the bytes say. Reused for every event; single-threaded.
 *
 * <p>{@code field} is the documentation's name of what is read, for the message of the exception.
 */
final class EventReader {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int PACKED_2 = 252;
    private static final int PACKED_3 = 253;
    private static final int PACKED_8 = 254;

    private byte[] buffer = {};
    private int position;
    private int end;

    /** Stands before the first of {@code length} bytes at {@code offset}. */
    void wrap(byte[] newBuffer, int offset, int length) {
        // The store of a reference costs the collector's barrier, once per event.
        if (buffer != newBuffer) {
            buffer = newBuffer;
        }
        position = offset;
        end = offset + length;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Index of the next byte in the buffer. */
    int position() {
        return position;
    }

    /** Index behind the last byte. */
    int end() {
        return end;
    }

    int remaining() {
        return end - position;
    }

    /** Goes on at this index, which is not behind the end. */
    void seek(int newPosition) {
        position = newPosition;
    }

    /** Two bytes of a slice, unsigned. */
    int shortAt(int index) {
        return (short) SHORT.get(buffer, index) & 0xFFFF;
    }

    /** Four bytes of a slice. */
    int intAt(int index) {
        return (int) INT.get(buffer, index);
    }

    int u8(String field) {
        need(1, field);
        return buffer[position++] & 0xFF;
    }

    int u16(String field) {
        need(2, field);
        int value = (short) SHORT.get(buffer, position) & 0xFFFF;
        position += 2;
        return value;
    }

    int u24(String field) {
        return u16(field) | u8(field) << 16;
    }

    int i32(String field) {
        need(4, field);
        int value = (int) INT.get(buffer, position);
        position += 4;
        return value;
    }

    long u32(String field) {
        return Integer.toUnsignedLong(i32(field));
    }

    long u48(String field) {
        return u32(field) | (long) u16(field) << 32;
    }

    long u56(String field) {
        return u48(field) | (long) u8(field) << 48;
    }

    long i64(String field) {
        need(8, field);
        long value = (long) LONG.get(buffer, position);
        position += 8;
        return value;
    }

    /** An unsigned number of 1 to 4 bytes that tells a length: of at most 31 bits. */
    int length(int bytes, String field) {
        long value = switch (bytes) {
            case 1 -> u8(field);
            case 2 -> u16(field);
            case 3 -> u24(field);
            default -> u32(field);
        };
        return checked(value, field);
    }

    /** {@code net_field_length} of the client protocol: below 251 itself, 252, 253 and 254 in front of 2, 3 and 8 bytes. */
    long packed(String field) {
        int first = u8(field);
        return switch (first) {
            case PACKED_2 -> u16(field);
            case PACKED_3 -> u24(field);
            case PACKED_8 -> i64(field);
            default -> {
                if (first > PACKED_8 || first == PACKED_2 - 1) {
                    throw unexpected(field, "a packed number", first);
                }
                yield first;
            }
        };
    }

    /** A packed number that counts bytes, or things of at least one byte, in the rest of the event. */
    int packedCount(String field) {
        long value = packed(field);
        if (value < 0 || value > remaining()) {
            throw new DecodeException(
                    position, field + ": expected at most " + remaining() + " in the event, found " + value);
        }
        return (int) value;
    }

    /** A packed number that is no length; of at most 31 bits. */
    int packedInt(String field) {
        return checked(packed(field), field);
    }

    /** Steps over {@code length} bytes, a number from the wire; returns where they begin. */
    int slice(int length, String field) {
        if (length < 0 || length > end - position) {
            throw new DecodeException(
                    position, field + ": expected " + length + " bytes, found " + remaining() + " left in the event");
        }
        int start = position;
        position = start + length;
        return start;
    }

    /** A text in UTF-8. */
    String text(int length, String field) {
        int start = slice(length, field);
        return new String(buffer, start, length, UTF_8);
    }

    /** A text with its length in front and a zero byte behind. */
    String name(String field) {
        String name = text(u8(field), field);
        int terminator = u8(field);
        if (terminator != 0) {
            throw unexpected(field, "a zero byte behind it", terminator);
        }
        return name;
    }

    /** A failure at the byte read last. */
    DecodeException unexpected(String field, String expected, long found) {
        return new DecodeException(Math.max(0, position - 1), field + ": expected " + expected + ", found " + found);
    }

    private int checked(long value, String field) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw unexpected(field, "a number below 2^31", value);
        }
        return (int) value;
    }

    private void need(int bytes, String field) {
        if (end - position < bytes) {
            throw new DecodeException(
                    position, field + ": expected " + bytes + " bytes, found " + remaining() + " left in the event");
        }
    }
}
