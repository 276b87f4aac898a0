package dev.leat.api.change;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of released batches, to be filled again: large arrays cost a collector that moves them more than what is copied into them. For
 * captures whose builders {@link ChangeBatchBuilder#append} values. Thread-safe.
 */
public final class BatchPool implements ChangeBatch.Recycler {
    private final long maxBytes;
    private final ArrayDeque<ChangeBatch> spent = new ArrayDeque<>();
    private long bytes;

    /**
     * An empty pool.
     *
     * @param maxBytes keeps arrays of at most so many bytes together; a batch that has more than half of that by itself is left to the
     *     collector
     */
    public BatchPool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A released batch for {@link ChangeBatchBuilder#ChangeBatchBuilder(ChangeBatch)} or {@link ChangeBatchBuilder#reuse}; null if there is none. */
    public synchronized @Nullable ChangeBatch take() {
        ChangeBatch batch = spent.pollLast();
        if (batch != null) {
            bytes -= batch.arrayBytes();
        }
        return batch;
    }

    @Override
    public synchronized void recycle(ChangeBatch released) {
        long more = released.arrayBytes();
        if (more <= maxBytes / 2 && bytes + more <= maxBytes) {
            spent.addLast(released);
            bytes += more;
        }
    }
}
