package dev.leat.api.change;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of released batches, to be filled again: they live until a sink has written them, so that a collector would move them. For
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

    /** An empty builder, outside any transaction, whose first batch grows in arrays of this pool where it has some. */
    public ChangeBatchBuilder builder() {
        ChangeBatch released = take();
        return released == null ? new ChangeBatchBuilder() : new ChangeBatchBuilder(released);
    }

    /** A released batch for {@link ChangeBatchBuilder#reuse}; null if there is none. */
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
