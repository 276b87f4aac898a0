package dev.leat.capture.mysql.snapshot;

/**
 * How much a read brings into memory.
 *
 * @param batchRows a batch has no more rows than this
 * @param chunkBytes a chunk is cut behind the row that passes this, so that wide rows do not fill the memory
 * @param keylessBytes a table without a key, which cannot be cut, may have no more than this
 */
record ReadLimits(int batchRows, long chunkBytes, long keylessBytes) {
    /** The rows of a chunk, unless the file wants larger ones. */
    private static final int BATCH_ROWS = 16_384;

    private static final long MIN_CHUNK_BYTES = 4L << 20;
    private static final long MAX_CHUNK_BYTES = 16L << 20;
    private static final int CHUNKS_IN_HEAP = 32;
    private static final long MAX_KEYLESS_BYTES = 64L << 20;

    /**
     * What suits a heap of this size. A sink writes a batch in as many requests as it has lanes, and most targets take few large
     * requests faster than many small ones: so a chunk of usual size is one batch.
     */
    static ReadLimits of(long heapBytes) {
        long chunkBytes = Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, heapBytes / CHUNKS_IN_HEAP));
        return new ReadLimits(BATCH_ROWS, chunkBytes, Math.max(chunkBytes, Math.min(MAX_KEYLESS_BYTES, heapBytes / 8)));
    }
}
