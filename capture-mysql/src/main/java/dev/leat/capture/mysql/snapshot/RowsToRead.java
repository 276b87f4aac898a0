package dev.leat.capture.mysql.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeBatch;
import dev.leat.capture.mysql.wire.RowQuery;
import java.sql.SQLException;
import java.util.List;

/** Which rows a read wants. */
@FunctionalInterface
interface RowsToRead {
    /** Reads them, behind the view and the position. The query may be left open: then there are rows that nobody wants. */
    Covered read(ReadTable table, RowReading rows, RowQuery query) throws SQLException;

    /** What was read. */
    record Covered(ChunkBounds bounds, List<ChangeBatch> rows) {}
}
