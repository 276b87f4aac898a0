package dev.leat.capture.mysql.stream;

import dev.leat.api.change.ChangeBatch;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Released batches, whose arrays are filled again. Thread-safe. */
final class BatchPool {
    private static final int MAX_SPENT = 8;
    /** An array that grew for large rows is left to the collector. */
    private static final int MAX_BYTES = 4 << 20;

    private final ArrayBlockingQueue<ChangeBatch> spent = new ArrayBlockingQueue<>(MAX_SPENT);

    @Nullable
    ChangeBatch take() {
        return spent.poll();
    }

    void giveBack(ChangeBatch released) {
        if (released.recycledBytes().length <= MAX_BYTES) {
            spent.offer(released);
        }
    }
}
