package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.Row;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.wire.RowQuery;
import java.sql.SQLException;

/** A chunk along the key; the whole table where there is none. */
final class RowsInKeyOrder implements RowsToRead {
    private final ChunkBounds asked;
    private final long maxRows;
    private final long rowBytes;
    private final ReadLimits limits;

    /** @param rowBytes about how much memory a row takes */
    RowsInKeyOrder(ChunkBounds asked, long maxRows, long rowBytes, ReadLimits limits) {
        this.asked = asked;
        this.maxRows = maxRows;
        this.rowBytes = rowBytes;
        this.limits = limits;
    }

    @Override
    public Covered read(ReadTable table, RowReading rows, RowQuery query) throws SQLException {
        boolean hasKey = table.schema().hasUniqueKey();
        long maxBytes = hasKey ? limits.chunkBytes() : limits.keylessBytes();
        rows.expect(Math.min(maxRows, limits.plannedBytes() / rowBytes), rowBytes);
        boolean isWhole = rows.readAll(query, new ChunkQueries(table).rows(rows.copier(), asked, maxRows), maxBytes);
        if (!hasKey) {
            if (!isWhole) {
                throw tooLarge(table.schema());
            }
            return new Covered(new ChunkBounds(null, null), rows.batches());
        }
        Row last = rows.lastRow();
        if (last == null || (isWhole && rows.count() < maxRows)) {
            return new Covered(asked, rows.batches());
        }
        return new Covered(new ChunkBounds(asked.lower(), KeyBounds.of(last, table)), rows.batches());
    }

    private CdcException tooLarge(TableSchema table) {
        return new CdcException(
                ErrorKind.SETUP,
                "table " + table.table() + " has no key, so that it is read in one piece, and is larger than "
                        + (limits.keylessBytes() >> 20) + " MiB; add a primary key, exclude it, or use"
                        + " `seed: {mode: never}`");
    }
}
