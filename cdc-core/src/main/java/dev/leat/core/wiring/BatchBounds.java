package dev.leat.core.wiring;

import dev.leat.api.plugin.BatchLimits;

/** Batches that a heap has room for. */
final class BatchBounds {
    /**
     * Some seven are in memory at once where a source is faster than its sinks: read, waiting for the loop, and under way. Each takes
     * up to three times the bytes of its rows, with what points to them and the room to grow.
     */
    private static final int BATCHES_IN_HEAP = 64;

    private BatchBounds() {}

    /** What was asked for, or less. */
    static BatchLimits within(BatchLimits asked, long heapBytes) {
        return new BatchLimits(
                asked.maxChanges(), Math.min(asked.maxBytes(), heapBytes / BATCHES_IN_HEAP), asked.maxDelay());
    }
}
