package dev.leat.capture.postgres.selection;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import java.util.List;

/**
 * A selected table.
 *
 * @param definition what the catalog says
 * @param snapshot its current schema and how it is read
 * @param selectedColumns the columns that the file names; empty: all
 * @param keyColumns the key's columns by name, in the order of its definition
 */
public record CapturedTable(
        dev.leat.capture.postgres.catalog.TableDefinition definition,
        SnapshotTable snapshot,
        List<String> selectedColumns,
        List<String> keyColumns) {
    /** Copies the lists. */
    public CapturedTable {
        selectedColumns = List.copyOf(selectedColumns);
        keyColumns = List.copyOf(keyColumns);
    }

    /** Its name. */
    public TableId id() {
        return snapshot.schema().table();
    }

    /** Its current schema. */
    public TableSchema schema() {
        return snapshot.schema();
    }

    /** Whether a column is led. */
    boolean selects(String column) {
        return selectedColumns.isEmpty() || selectedColumns.contains(column);
    }

    CapturedTable withSchema(TableSchema schema) {
        return new CapturedTable(
                definition,
                new SnapshotTable(schema, snapshot.isPartitioned(), snapshot.keyOrder()),
                selectedColumns,
                keyColumns);
    }
}
