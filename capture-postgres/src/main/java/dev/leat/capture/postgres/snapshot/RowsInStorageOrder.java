package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.schema.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chunk along the table's pages: the server reads each page once, whatever the key, as {@code COPY} of the table does. Pages
 * are read whole; only where rows are wide, or few are wanted, does each come with its place, so that the chunk can be cut
 * behind it.
 *
 * <p>When the table was rewritten or emptied, places in its former file say nothing. What was read up to such a place counts
 * for nothing then: everything is read by whoever goes on behind it to the table's end, and nothing by whoever has to end
 * at one.
 */
final class RowsInStorageOrder implements RowsToRead {
    private final Connection session;
    private final SnapshotTable table;
    private final ChunkBounds asked;
    private final int maxRows;
    private final ReadLimits limits;
    private final PageFill fill;
    private @Nullable ChunkBounds covered;

    RowsInStorageOrder(
            Connection session, SnapshotTable table, ChunkBounds asked, int maxRows, ReadLimits limits, PageFill fill) {
        this.session = session;
        this.table = table;
        this.asked = asked;
        this.maxRows = maxRows;
        this.limits = limits;
        this.fill = fill;
        this.covered = asked;
    }

    @Override
    public boolean copyTo(RowReading rows, TableSchema schema, TableFile file) throws SQLException {
        covered = asked;
        Optional<Place> from = Place.decode(asked.lower()).filter(file::has);
        Optional<Place> to = Place.decode(asked.upper());
        if (!asked.isLast() && to.filter(file::has).isEmpty()) {
            return true;
        }
        long firstPage = from.map(Place::nextPage).orElse(0L);
        if (asked.isLast() && maxRows != Integer.MAX_VALUE) {
            ChunkBounds pages = fill.plan(file, asked.lower(), maxRows, limits);
            to = Place.decode(pages.upper());
            covered = pages;
        }
        ChunkQueries queries = new ChunkQueries(table);
        long pages = Math.max(1, to.map(Place::nextPage).orElse(file.pages()) - firstPage);
        rows.expect(fill.rowsIn(pages), fill.bytesIn(pages));
        boolean isPlaced = fill.isWide() || maxRows < PageFill.MAX_ROWS;
        boolean isWhole = isPlaced
                ? rows.readPlaced(session, queries.copyPlaced(schema, from, to, maxRows), limits.chunkBytes())
                        && rows.count() < maxRows
                : rows.readAll(session, queries.copyPages(schema, from, to), limits.chunkBytes());
        if (isWhole) {
            fill.read(pages, rows.count(), rows.byteCount());
        } else if (isPlaced) {
            Place last = rows.lastPlace(file.number());
            fill.read(Math.max(1, last.page() - firstPage), rows.count(), rows.byteCount());
            covered = new ChunkBounds(asked.lower(), last.encode());
        } else {
            fill.overflowed(pages);
            covered = null;
        }
        return isWhole;
    }

    @Override
    public @Nullable ChunkBounds covered(RowReading rows, boolean isWhole) {
        return covered;
    }
}
