package dev.leat.core.wiring;

/**
 * How the pipelines of one engine run.
 *
 * @param untilCaughtUp whether a pipeline ends when everything that its source has now is durable
 * @param maxInFlightBytes row data that one pipeline keeps in memory at most
 */
public record RunMode(boolean untilCaughtUp, long maxInFlightBytes) {
    private static final long MAX_IN_FLIGHT_BYTES = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    /**
     * The mode for some pipelines in a heap of this size: together they keep no more than an eighth of it.
     *
     * @param maxHeapBytes how large the heap may grow
     */
    public static RunMode of(boolean untilCaughtUp, int pipelineCount, long maxHeapBytes) {
        return new RunMode(
                untilCaughtUp,
                Math.min(MAX_IN_FLIGHT_BYTES, maxHeapBytes / SHARE_OF_HEAP / Math.max(1, pipelineCount)));
    }
}
