package dev.leat.capture.postgres.snapshot;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.TableColumn;
import java.util.List;

/** What is known about the selected tables. Called by every thread that reads. */
public interface SnapshotTables {
    /** A selected table. */
    SnapshotTable find(TableId table);

    /**
     * The schema of rows that are read from a table with these columns. A read asks for it behind its lock, so that no DDL
     * comes between the columns and the rows, whatever the stream has told so far.
     *
     * @throws dev.leat.api.CdcException SETUP when a column that is needed is not there any more
     */
    TableSchema schema(TableId table, List<TableColumn> columns);
}
