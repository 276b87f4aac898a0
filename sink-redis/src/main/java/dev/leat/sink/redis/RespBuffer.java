package dev.leat.sink.redis;

import dev.leat.api.json.Integers;
import java.util.Arrays;

/**
 * A growing byte array that commands are written into, in the Redis serialization protocol. Single-threaded; reused.
 *
 * <pre>
 * command:  '*' count CRLF, then that many arguments
 * argument: '$' length in bytes CRLF, the bytes, CRLF
 * </pre>
 */
final class RespBuffer {
    private static final int MAX_HEADER = 13;
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private byte[] array;
    private int length;

    /** An empty buffer with this capacity in bytes. */
    RespBuffer(int capacity) {
        array = new byte[capacity];
    }

    /** An argument, encoded once for many commands. */
    static byte[] argument(byte[] value) {
        RespBuffer buffer = new RespBuffer(value.length + MAX_HEADER + 2);
        buffer.bulk(value, 0, value.length);
        return Arrays.copyOf(buffer.array, buffer.length);
    }

    /** The bytes written so far are the first {@link #length} of this array, which is replaced when it grows. */
    byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    int length() {
        return length;
    }

    /** Forgets what was written; gives memory back that passes {@code maxKept} bytes. */
    void clear(int maxKept) {
        length = 0;
        if (array.length > maxKept) {
            array = new byte[maxKept];
        }
    }

    /** Begins a command of {@code count} arguments, its name included. */
    void command(int count) {
        header('*', count);
    }

    /** Writes one argument. */
    void bulk(byte[] bytes, int offset, int count) {
        header('$', count);
        ensure(count + 2);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
        array[length++] = '\r';
        array[length++] = '\n';
    }

    /** Writes arguments that are encoded already. */
    void raw(byte[] encoded) {
        raw(encoded, encoded.length);
    }

    /** Writes the first {@code count} bytes of arguments that are encoded already. */
    void raw(byte[] encoded, int count) {
        ensure(count);
        System.arraycopy(encoded, 0, array, length, count);
        length += count;
    }

    /** Writes a whole command. */
    void command(byte[]... arguments) {
        command(arguments.length);
        for (byte[] argument : arguments) {
            bulk(argument, 0, argument.length);
        }
    }

    private void header(char kind, int number) {
        ensure(MAX_HEADER);
        array[length++] = (byte) kind;
        length = Integers.put(array, length, number);
        array[length++] = '\r';
        array[length++] = '\n';
    }

    private void ensure(int more) {
        if (more > array.length - length) {
            long wanted = (long) length + more;
            if (wanted > MAX_LENGTH) {
                throw new OutOfMemoryError("the commands of one row would pass 2 GiB");
            }
            array = Arrays.copyOf(array, (int) Math.min(MAX_LENGTH, Math.max(2L * array.length, wanted)));
        }
    }
}
