package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Single rows, each by its key. */
final class RowsOfKeys implements RowsToRead {
    /** More keys at once make statements that the server plans slowly. */
    private static final int MAX_KEYS_PER_QUERY = 500;

    private final Connection session;
    private final SnapshotTable table;
    private final List<RowKey> keys;

    RowsOfKeys(Connection session, SnapshotTable table, List<RowKey> keys) {
        this.session = session;
        this.table = table;
        this.keys = keys;
    }

    @Override
    public boolean copyTo(RowReading rows, TableSchema schema, TableFile file) throws SQLException {
        ChunkQueries queries = new ChunkQueries(table);
        for (int from = 0; from < keys.size(); from += MAX_KEYS_PER_QUERY) {
            List<RowKey> some = keys.subList(from, Math.min(keys.size(), from + MAX_KEYS_PER_QUERY));
            rows.readAll(session, queries.copy(schema, some), Long.MAX_VALUE);
        }
        return true;
    }

    @Override
    public ChunkBounds covered(RowReading rows, boolean isWhole) {
        return new ChunkBounds(null, null);
    }
}
