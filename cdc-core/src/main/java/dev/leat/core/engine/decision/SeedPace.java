package dev.leat.core.engine.decision;

import java.time.Duration;

/**
 * How hard the source is read while tables are seeded.
 *
 * @param chunkRows most rows that a chunk is planned for
 * @param chunkTime what the reading of a chunk may take; one that took longer makes the next ones of its table smaller
 * @param maxRowsPerSecond of all tables together, on average; 0: as many as can be read
 * @param pause how long nothing more is read after a chunk
 */
public record SeedPace(int chunkRows, Duration chunkTime, int maxRowsPerSecond, Duration pause) {
    /** As fast as it goes. */
    public static SeedPace unlimited(int chunkRows) {
        return new SeedPace(chunkRows, Duration.ofDays(1), 0, Duration.ZERO);
    }

    /** A limit below a chunk would be a burst and then a long silence: about a second's rows are read at once. */
    int largestChunk() {
        return maxRowsPerSecond == 0 ? chunkRows : Math.min(chunkRows, maxRowsPerSecond);
    }
}
