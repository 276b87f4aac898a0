package dev.leat.capture.mysql.stream;

import dev.leat.api.change.ChangeBatch;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Released batches, whose arrays are filled again. Thread-safe. */
final class BatchPool {
    private static final int MAX_SPENT = 8;
    private static final int MAX_BYTES = 4 << 20;
    /** All of them together are a fourth of the heap. */
    private static final int ARRAYS_IN_HEAP = 4 * MAX_SPENT;

    private final int maxBytes;
    private final ArrayBlockingQueue<ChangeBatch> spent = new ArrayBlockingQueue<>(MAX_SPENT);

    BatchPool(long heapBytes) {
        maxBytes = (int) Math.min(MAX_BYTES, heapBytes / ARRAYS_IN_HEAP);
    }

    @Nullable
    ChangeBatch take() {
        return spent.poll();
    }

    /** An array that grew for large rows is left to the collector. */
    void giveBack(ChangeBatch released) {
        if (released.recycledBytes().length <= maxBytes) {
            spent.offer(released);
        }
    }
}
