package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.schema.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;

/** A chunk along the key; the whole table where there is none. */
final class RowsInKeyOrder implements RowsToRead {
    private final Connection session;
    private final SnapshotTable table;
    private final ChunkBounds asked;
    private final long maxRows;
    private final ReadLimits limits;

    RowsInKeyOrder(Connection session, SnapshotTable table, ChunkBounds asked, long maxRows, ReadLimits limits) {
        this.session = session;
        this.table = table;
        this.asked = asked;
        this.maxRows = maxRows;
        this.limits = limits;
    }

    @Override
    public boolean copyTo(RowReading rows, TableSchema schema, TableFile file) throws SQLException {
        long maxBytes = table.hasKey() ? limits.chunkBytes() : limits.keylessBytes();
        return rows.readAll(session, new ChunkQueries(table).copy(schema, asked, maxRows), maxBytes);
    }

    @Override
    public ChunkBounds covered(RowReading rows, boolean isWhole) {
        if (!table.hasKey() && !isWhole) {
            throw tooLarge();
        }
        return isWhole && (rows.count() < maxRows || !table.hasKey())
                ? asked
                : new ChunkBounds(asked.lower(), rows.lastKey());
    }

    private CdcException tooLarge() {
        return new CdcException(
                ErrorKind.SETUP,
                "table " + table.id() + " has no key, so that it is read in one piece, and is larger than "
                        + (limits.keylessBytes() >> 20) + " MiB; add a primary key, exclude it, or use"
                        + " `seed: {mode: never}`");
    }
}
