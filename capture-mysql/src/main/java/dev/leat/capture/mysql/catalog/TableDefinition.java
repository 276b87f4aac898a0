package dev.leat.capture.mysql.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A table with what belongs to it.
 *
 * @param columns in their order
 * @param indexes the unique ones, by name
 */
public record TableDefinition(Table table, List<TableColumn> columns, List<TableIndex> indexes) {

    public TableDefinition {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The primary key, if there is one. */
    public Optional<TableIndex> primaryKey() {
        return indexes.stream().filter(TableIndex::isPrimary).findFirst();
    }

    /** The column with exactly this name. */
    public Optional<TableColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
