package dev.leat.capture.postgres.wire;

/**
 * Notices that the other side has vanished without closing the connection.
 *
 * <p>Only time spent waiting in a read counts: while nobody reads, bytes may lie in the socket unseen. After a part of
 * the bound the server is asked for a keepalive; a connection that stays silent for the whole bound is dead.
 */
final class SilenceWatch {

    private final long boundNanos;
    private long waitedNanos;
    private long waitedWhenAskedNanos;
    private boolean asked;

    SilenceWatch(long boundNanos) {
        this.boundNanos = boundNanos;
    }

    void heard() {
        waitedNanos = 0;
        asked = false;
    }

    void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** True once per silence, early enough for an answer to come within the bound. */
    boolean shouldAsk() {
        if (asked || waitedNanos < boundNanos / 3) {
            return false;
        }
        asked = true;
        waitedWhenAskedNanos = waitedNanos;
        return true;
    }

    boolean isDead() {
        return asked && waitedNanos - waitedWhenAskedNanos >= boundNanos - boundNanos / 3;
    }

    /** A read should not wait longer than this without looking at the watch. */
    long sliceNanos() {
        return Math.max(1_000_000, boundNanos / 3);
    }
}
