package dev.leat.api.change;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes key values eight bytes at a time; the same bytes give the same hash wherever they lie. */
final class KeyHash {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    static final long START = 1;

    private KeyHash() {}

    /** The hash so far and one more value; {@code length} may be negative for a value that is not there. */
    static long add(long hash, byte[] bytes, int offset, int length) {
        long mixed = hash + length * MULTIPLIER;
        int end = offset + length;
        int at = offset;
        for (; at + Long.BYTES < end; at += Long.BYTES) {
            mixed = mix(mixed, (long) WORD.get(bytes, at));
        }
        return mix(mixed, length <= 0 ? 0 : length < Long.BYTES ? few(bytes, end, length) : lastEight(bytes, end));
    }

    /** The hash of all values added. */
    static int finish(long hash) {
        return (int) ((hash * MULTIPLIER) >>> 32);
    }

    private static long mix(long hash, long word) {
        long product = (hash ^ word) * MULTIPLIER;
        return product ^ (product >>> 32);
    }

    private static long lastEight(byte[] bytes, int end) {
        return (long) WORD.get(bytes, end - Long.BYTES);
    }

    /** One to seven bytes before {@code end}, the first one lowest. */
    private static long few(byte[] bytes, int end, int count) {
        if (end >= Long.BYTES) {
            return lastEight(bytes, end) >>> (Long.SIZE - Byte.SIZE * count);
        }
        long word = 0;
        for (int i = end - 1; i >= end - count; i--) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return word;
    }
}
