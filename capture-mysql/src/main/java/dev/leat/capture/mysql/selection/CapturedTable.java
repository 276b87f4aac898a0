package dev.leat.capture.mysql.selection;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.snapshot.ReadTable;
import java.util.List;

/**
 * A selected table, as it was found at the start.
 *
 * @param definition what the catalog says
 * @param read how its rows are read, and their schema
 * @param selectedColumns the columns that the file names; empty: all
 * @param key what identifies its rows
 */
public record CapturedTable(TableDefinition definition, ReadTable read, List<String> selectedColumns, KeyChoice key) {
    /** Copies the list. */
    public CapturedTable {
        selectedColumns = List.copyOf(selectedColumns);
    }

    /** Its name. */
    public TableId id() {
        return definition.table().id();
    }

    /** The schema of its rows. */
    public TableSchema schema() {
        return read.schema();
    }

    /** Whether a column is led. */
    boolean selects(String column) {
        return selectedColumns.isEmpty() || selectedColumns.contains(column);
    }
}
