package dev.leat.api.capture;

import dev.leat.api.schema.TableId;

/** Reads current rows of tables in bounded pieces, beside the stream. */
public interface Snapshot extends AutoCloseable {
    /**
     * Taken once per table before its first chunk, after {@link Capture#live} returned: names the transactions that may
     * have written the table, whose commit may lie before the stream's start, and which a read might not see yet. A chunk
     * counts only when the barrier is passed by its boundary. One thread at a time.
     */
    Barrier barrier(TableId table);

    /** A reader with its own connection, for one thread. */
    ChunkReader openReader();

    /** Closes all readers. Idempotent. */
    @Override
    void close();
}
