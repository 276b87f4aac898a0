package dev.leat.core.engine.decision;

/**
 * How many rows the next chunk of a table is planned for: fewer when reading took too long, so that no snapshot is held for
 * long on a server that is slow or whose rows are wide, and more again when it is fast.
 */
final class ChunkSize {
    /** A server that needs too long for these has another trouble than their number. */
    static final int MIN_ROWS = 64;

    private final int largest;
    private final long goalNanos;
    private int rows;

    ChunkSize(SeedPace pace) {
        largest = pace.largestChunk();
        goalNanos = Math.max(1, pace.chunkTime().toNanos());
        rows = largest;
    }

    int rows() {
        return rows;
    }

    /** A chunk with this many rows was read. */
    void took(int count, long nanos) {
        if (nanos > goalNanos) {
            double fitting = (double) count * goalNanos / nanos;
            rows = (int) Math.max(Math.min(largest, MIN_ROWS), Math.min(rows, fitting));
        } else if (nanos < goalNanos / 2) {
            rows = (int) Math.min(largest, 2L * rows);
        }
    }
}
