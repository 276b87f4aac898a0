package dev.leat.capture.postgres.wire;

/**
 * Decides when the reader naps before it reads again.
 *
 * <p>The walsender sends each row by itself. A reader blocked in {@code read} is woken for nearly every one, and the
 * walsender pays for the waking. When little arrives at a time but often, a short nap lets rows gather in the socket.
 * A reader that has had to wait is idle: it blocks, and the first row after a silence is not delayed.
 */
final class ReadPacer {

    /** A read that brought less than this was woken early. */
    static final int SMALL_READ_BYTES = 128 * 1024;

    /** Reads closer together than this, the nap not counted, are a busy stream. */
    static final long BUSY_NANOS = 1_000_000;

    private final long napNanos;
    private long lastReadNanos;
    private boolean napDue;

    /** A pacer that naps for {@code napNanos}; 0: never. */
    ReadPacer(long napNanos, long nowNanos) {
        this.napNanos = napNanos;
        this.lastReadNanos = nowNanos - BUSY_NANOS - napNanos;
    }

    /** How long to nap before the next read, mostly 0. */
    long napNanos() {
        return napDue ? napNanos : 0;
    }

    /** A read has returned {@code count} bytes and emptied the socket, or not. */
    void bytesRead(int count, boolean emptied, long nowNanos) {
        napDue = emptied && count < SMALL_READ_BYTES && nowNanos - lastReadNanos < BUSY_NANOS + napNanos;
        lastReadNanos = nowNanos;
    }

    void timedOut() {
        napDue = false;
    }
}
