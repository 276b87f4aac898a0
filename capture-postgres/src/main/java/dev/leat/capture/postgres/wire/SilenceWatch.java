package dev.leat.capture.postgres.wire;

/**
 * Notices that the other side has vanished without closing the connection.
 *
 * <p>An idle server is silent too, so it is asked for a keepalive after a third of the bound; one that has not answered
 * when the bound is over is dead. Looked at only when a read has found nothing: what arrived while nobody read would have
 * been found, so that the reader's pauses do no harm. Nor does a pause of the whole machine, in which the server could not
 * answer: between two looks no more counts than a read waits.
 */
final class SilenceWatch {

    private final long boundNanos;
    private long heardNanos;
    private long lookedNanos;
    private long unansweredNanos;
    private boolean asked;

    SilenceWatch(long boundNanos, long nowNanos) {
        this.boundNanos = boundNanos;
        this.heardNanos = nowNanos;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
        asked = false;
    }

    /** True once per silence. */
    boolean shouldAsk(long nowNanos) {
        if (asked || nowNanos - heardNanos < boundNanos / 3) {
            return false;
        }
        asked = true;
        lookedNanos = nowNanos;
        unansweredNanos = 0;
        return true;
    }

    /** For each read that found nothing. */
    boolean isDead(long nowNanos) {
        if (!asked) {
            return false;
        }
        unansweredNanos += Math.min(nowNanos - lookedNanos, sliceNanos());
        lookedNanos = nowNanos;
        return unansweredNanos >= boundNanos - boundNanos / 3;
    }

    /** A read should not wait longer than this without looking at the watch. */
    long sliceNanos() {
        return Math.max(1_000_000, boundNanos / 3);
    }
}
