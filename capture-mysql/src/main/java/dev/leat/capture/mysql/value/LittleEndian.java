package dev.leat.capture.mysql.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers with their lowest byte first, and the few that the format has the other way round. The caller checks bounds. */
final class LittleEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int u16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    static int u24(byte[] bytes, int at) {
        return u16(bytes, at) | (bytes[at + 2] & 0xFF) << 16;
    }

    static int i32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long i64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Four bytes, the highest first. */
    static int bigEndian32(byte[] bytes, int at) {
        return (int) BIG_INT.get(bytes, at);
    }

    /** An unsigned number of up to 8 bytes, highest byte first. */
    static long bigEndian(byte[] bytes, int at, int length) {
        long value = 0;
        int from = at;
        if (length >= Integer.BYTES) {
            value = Integer.toUnsignedLong(bigEndian32(bytes, at));
            from += Integer.BYTES;
        }
        for (int i = from; i < at + length; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }

    /** An unsigned number of 1 to 8 bytes, lowest byte first. */
    static long unsigned(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    /** Writes the lower {@code length} bytes of a number, the lowest first; returns the end. */
    static int put(long value, int length, byte[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (byte) (value >>> (8 * i));
        }
        return at + length;
    }

    /** Writes the lower {@code length} bytes of a number, the highest first; returns the end. */
    static int putBigEndian(long value, int length, byte[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
        return at + length;
    }
}
