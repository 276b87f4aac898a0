package dev.leat.capture.mysql.snapshot;

/**
 * How much a read brings into memory.
 *
 * @param batchRows a batch has no more rows than this
 * @param chunkBytes a chunk is cut behind the row with which it takes more memory than this
 * @param keylessBytes a table without a key, which cannot be cut, may take no more than this
 */
record ReadLimits(int batchRows, long chunkBytes, long keylessBytes) {
    private static final int BATCH_ROWS = 16_384;

    private static final long MIN_CHUNK_BYTES = 1L << 20;
    private static final long MAX_CHUNK_BYTES = 16L << 20;
    /** With two readers, up to seven are in memory at once: read, waiting, written, and written last by a lane. */
    private static final int CHUNKS_IN_HEAP = 20;

    private static final int POOLED_CHUNKS = 3;

    private static final long MAX_KEYLESS_BYTES = 64L << 20;

    /**
     * What suits a heap of this size. A sink writes a batch in as many requests as it has lanes, and most targets take few large
     * requests faster than many small ones: so all but chunks of small rows are one batch.
     */
    static ReadLimits of(long heapBytes) {
        long chunkBytes = Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, heapBytes / CHUNKS_IN_HEAP));
        return new ReadLimits(BATCH_ROWS, chunkBytes, Math.max(chunkBytes, Math.min(MAX_KEYLESS_BYTES, heapBytes / 8)));
    }

    /** How much a chunk is planned to take: to rows that are larger than those before it a fourth is left. */
    long plannedBytes() {
        return chunkBytes / 4 * 3;
    }

    /** How much of written rows' memory is kept for those to come. */
    long pooledBytes() {
        return POOLED_CHUNKS * chunkBytes;
    }
}
