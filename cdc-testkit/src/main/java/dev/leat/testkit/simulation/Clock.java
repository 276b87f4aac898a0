package dev.leat.testkit.simulation;

/** The time of a run, in nanoseconds from its beginning. */
final class Clock {
    private long nanos;

    long nanos() {
        return nanos;
    }

    void advance(long by) {
        nanos += by;
    }

    void advanceTo(long at) {
        nanos = Math.max(nanos, at);
    }
}
