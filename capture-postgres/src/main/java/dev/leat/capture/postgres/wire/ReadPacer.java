package dev.leat.capture.postgres.wire;

/**
 * Decides when the reader naps before it reads again.
 *
 * <p>The walsender sends each row by itself. A reader blocked in {@code read} is woken for nearly every one, and the
 * walsender pays for the waking. When little arrives at a time but often, a short nap lets rows gather in the socket; when
 * much arrives, a longer one makes fewer and larger reads.
 * A reader that has had to wait is idle: it blocks, and the first row after a silence is not delayed.
 */
final class ReadPacer {

    /** A read that brought less than this was woken early. */
    static final int SMALL_READ_BYTES = 128 * 1024;

    /** A read that brought at least this after a short nap comes from a stream that is worth the whole nap. */
    static final int MUCH_BYTES = 12 * 1024;

    /** What of the nap a stream takes that brings little: its rows should not wait for long. */
    private static final int SHORT = 4;

    /** Reads closer together than this, the nap not counted, are a busy stream. */
    static final long BUSY_NANOS = 1_000_000;

    private final long maxNapNanos;
    private long lastReadNanos;
    private long napNanos;

    /** A pacer that naps for at most {@code maxNapNanos}; 0: never. */
    ReadPacer(long maxNapNanos, long nowNanos) {
        this.maxNapNanos = maxNapNanos;
        this.lastReadNanos = nowNanos - BUSY_NANOS - maxNapNanos;
    }

    /** How long to nap before the next read, mostly 0. */
    long napNanos() {
        return napNanos;
    }

    /** A read has returned {@code count} bytes and emptied the socket, or not. */
    void bytesRead(int count, boolean emptied, long nowNanos) {
        boolean busy = nowNanos - lastReadNanos < BUSY_NANOS + maxNapNanos;
        boolean napDue = busy && emptied && count < SMALL_READ_BYTES;
        napNanos = !napDue ? 0 : count < MUCH_BYTES ? maxNapNanos / SHORT : maxNapNanos;
        lastReadNanos = nowNanos;
    }

    void timedOut() {
        napNanos = 0;
    }
}
