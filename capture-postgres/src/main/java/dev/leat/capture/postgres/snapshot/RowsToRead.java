package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.schema.TableSchema;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which rows a read wants. */
interface RowsToRead {
    /**
     * Reads them, behind the lock, the snapshot and the position.
     *
     * @param file that the table's rows are in
     * @return whether it came to the end of what was wanted
     */
    boolean copyTo(RowReading rows, TableSchema schema, TableFile file) throws SQLException;

    /** What was read, after {@link #copyTo} has returned; null: nothing that counts, it has to be called once more. */
    @Nullable
    ChunkBounds covered(RowReading rows, boolean isWhole);
}
