package dev.leat.capture.postgres.snapshot;

import dev.leat.api.plugin.BatchLimits;

/**
 * How much a read brings into memory.
 *
 * @param batch when a batch of rows is closed
 * @param chunkBytes a chunk is cut behind the row that passes this, so that wide rows do not fill the memory
 * @param keylessBytes a table without a key, which cannot be cut, may have no more than this
 */
record ReadLimits(BatchLimits batch, long chunkBytes, long keylessBytes) {
    private static final long CHUNK_BYTES = 4L << 20;
    private static final long MAX_KEYLESS_BYTES = 64L << 20;

    /** What suits a heap of this size. */
    static ReadLimits of(BatchLimits batch, long heapBytes) {
        return new ReadLimits(batch, CHUNK_BYTES, Math.max(CHUNK_BYTES, Math.min(MAX_KEYLESS_BYTES, heapBytes / 8)));
    }
}
