package dev.leat.core.engine.decision;

/** When the next chunk may be read, of whatever table. Key reads, which the stream waits for, don't ask. */
final class ReadPause {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SeedPace pace;
    private final Timers timers;
    private long due = Long.MIN_VALUE;

    ReadPause(SeedPace pace, Timers timers) {
        this.pace = pace;
        this.timers = timers;
    }

    boolean isOver() {
        return timers.now() >= due;
    }

    /** A chunk with this many rows was read: those that nobody can use yet are a load on the source, too. */
    void begin(int rows) {
        long now = timers.now();
        long before = due;
        if (pace.maxRowsPerSecond() > 0) {
            due = Math.max(due, now) + rows * NANOS_PER_SECOND / pace.maxRowsPerSecond();
        }
        if (!pace.pause().isZero()) {
            due = Math.max(due, now + pace.pause().toNanos());
        }
        if (due > now && due != before) {
            timers.after(due - now, () -> {}); // every advance takes what can be taken
        }
    }
}
