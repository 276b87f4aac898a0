package dev.leat.capture.postgres.stream;

import dev.leat.api.change.ChangeBatch;
import dev.leat.capture.postgres.wire.FrameBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Released batches and their buffers, to be filled again. Thread-safe. */
final class BatchPool {
    private static final int MAX_SPENT = 8;
    private static final int MAX_BUFFER_BYTES = 2 * FrameBuffer.DEFAULT_CAPACITY;

    private final ArrayBlockingQueue<Spent> free = new ArrayBlockingQueue<>(MAX_SPENT);

    /**
     * What a batch leaves.
     *
     * @param buffer empty
     * @param batch released
     */
    record Spent(FrameBuffer buffer, ChangeBatch batch) {}

    @Nullable
    Spent take() {
        return free.poll();
    }

    /** A buffer that grew for a large row is left to the collector. */
    void giveBack(FrameBuffer buffer, ChangeBatch released) {
        if (buffer.bytes().length <= MAX_BUFFER_BYTES) {
            buffer.clear();
            free.offer(new Spent(buffer, released));
        }
    }
}
