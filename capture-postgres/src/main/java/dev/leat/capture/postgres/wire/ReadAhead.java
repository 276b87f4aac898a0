package dev.leat.capture.postgres.wire;

import java.util.Arrays;

/**
 * What was taken from a socket before its reader asked for it, because a full receive buffer kept the acknowledgements out.
 *
 * <p>Small packets take more memory than they fill of the window. When there is none for a packet that the window allows,
 * Linux drops it and closes the window before it. Up to 6.18 at least, a sender then numbers its acknowledgements past that
 * window if it lacks less than {@code 1 << rcv_wscale} bytes (see {@code tcp_acceptable_seq} in net/ipv4/tcp_output.c), so that
 * they are dropped as well. What we write is sent again and again, no status update gets through, and the server ends the
 * connection after {@code wal_sender_timeout}. It happens to buffers of every size. When some memory is free again, the window
 * opens, and mostly closes in good order when that is full too.
 */
final class ReadAhead {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int start;

    boolean isEmpty() {
        return start == bytes.length;
    }

    int count() {
        return bytes.length - start;
    }

    void append(byte[] source, int length) {
        byte[] joined = Arrays.copyOfRange(bytes, start, bytes.length + length);
        System.arraycopy(source, 0, joined, joined.length - length, length);
        bytes = joined;
        start = 0;
    }

    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, count());
        System.arraycopy(bytes, start, target, offset, count);
        start += count;
        if (isEmpty()) {
            bytes = NONE;
            start = 0;
        }
        return count;
    }
}
