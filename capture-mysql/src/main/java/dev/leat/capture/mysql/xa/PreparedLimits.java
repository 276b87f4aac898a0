package dev.leat.capture.mysql.xa;

/**
 * How much is remembered of transactions that were prepared.
 *
 * @param maxKeptBytes events of all of them together; of what is above it only the place is known, and it is read again
 */
public record PreparedLimits(long maxKeptBytes) {
    private static final long MIN_KEPT_BYTES = 1L << 20;
    private static final long MAX_KEPT_BYTES = 64L << 20;
    private static final int SHARES_OF_HEAP = 32;

    /** What suits a heap of this size. */
    public static PreparedLimits of(long heapBytes) {
        return new PreparedLimits(Math.max(MIN_KEPT_BYTES, Math.min(MAX_KEPT_BYTES, heapBytes / SHARES_OF_HEAP)));
    }
}
