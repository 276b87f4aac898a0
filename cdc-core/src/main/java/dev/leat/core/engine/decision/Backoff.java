package dev.leat.core.engine.decision;

import java.util.function.LongUnaryOperator;

/** How long to wait before the next try: doubled each time, capped, and jittered by an injected source of chance. */
public final class Backoff {
    private final long firstNanos;
    private final long maxNanos;
    private final LongUnaryOperator below;

    /**
     * @param firstNanos the pause after the first failure, before jitter
     * @param maxNanos no pause is longer
     * @param below a number from 0 to below its argument
     */
    public Backoff(long firstNanos, long maxNanos, LongUnaryOperator below) {
        this.firstNanos = firstNanos;
        this.maxNanos = maxNanos;
        this.below = below;
    }

    /** The pause before the try after {@code failures} failures in a row, from 1. */
    public long nanos(int failures) {
        long full = Math.min(maxNanos, firstNanos << Math.min(failures - 1, 30));
        return full / 2 + below.applyAsLong(full / 2 + 1);
    }
}
