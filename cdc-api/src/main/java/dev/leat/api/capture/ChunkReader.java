package dev.leat.api.capture;

import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pieces of tables over one connection; used by one thread. A CONNECTION failure makes the engine close the reader
 * and open another. Each read is one short read-only transaction that locks the table against rewriting, then takes its
 * snapshot, then the log position, then the rows: in this order.
 */
public interface ChunkReader extends AutoCloseable {
    /**
     * Finds the next piece of a table.
     *
     * @param after the upper bound of the piece before, or null for the first
     * @param maxRows about how many rows a piece should have; fewer when rows are wide
     */
    ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows);

    /**
     * Reads the rows within {@code bounds}.
     *
     * @param maxRows about the most rows to read, of a table with a key: the answer's bounds end with the last of them when there
     *     may be more. {@link Integer#MAX_VALUE} where the bounds were planned by {@link #next}; a piece need not be planned if
     *     only one reader is at the table
     */
    Chunk read(TableId table, ChunkBounds bounds, int maxRows);

    /** Reads the rows that exist now for {@code keys}; a key that is absent from the answer does not exist. */
    Chunk readKeys(TableId table, List<RowKey> keys);

    /** About how many rows the table has, from the catalog; -1 when unknown. For progress only. */
    long estimateRows(TableId table);

    /** Closes the connection; any thread; frees a blocked read. Idempotent. */
    @Override
    void close();
}
