package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.capture.mysql.wire.RowQuery;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Single rows, each by its key. Where the server takes several keys for one, by its collation, a row counts only with the bytes
 * that were asked for.
 */
final class RowsOfKeys implements RowsToRead {
    /** More keys at once make statements that the server plans slowly. */
    private static final int MAX_KEYS_PER_QUERY = 500;

    private final List<RowKey> keys;

    RowsOfKeys(List<RowKey> keys) {
        this.keys = keys;
    }

    @Override
    public Covered read(ReadTable table, RowReading rows, RowQuery query) throws SQLException {
        if (!table.schema().hasUniqueKey()) {
            throw new CdcException(
                    ErrorKind.SETUP, table.schema().table() + " has no key to read single rows by; add a primary key");
        }
        ChunkQueries queries = new ChunkQueries(table);
        List<RowKey> each = List.copyOf(Set.copyOf(keys));
        for (int from = 0; from < each.size(); from += MAX_KEYS_PER_QUERY) {
            List<RowKey> some = each.subList(from, Math.min(each.size(), from + MAX_KEYS_PER_QUERY));
            rows.readAll(query, queries.rows(rows.copier(), some), Long.MAX_VALUE);
        }
        Set<RowKey> wanted = Set.copyOf(keys);
        return new Covered(new ChunkBounds(null, null), rows.batches(row -> wanted.contains(RowKey.of(row))));
    }
}
