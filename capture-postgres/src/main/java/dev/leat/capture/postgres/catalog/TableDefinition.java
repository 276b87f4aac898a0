package dev.leat.capture.postgres.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A table with what belongs to it.
 *
 * @param columns in their order, dropped ones left out
 * @param indexes the unique ones, and any that is the replica identity; by name
 */
public record TableDefinition(Table table, List<TableColumn> columns, List<TableIndex> indexes) {

    public TableDefinition {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The primary key's index, also if it is deferrable. */
    public Optional<TableIndex> primaryKey() {
        return indexes.stream().filter(TableIndex::isPrimary).findFirst();
    }

    /** The index of {@code REPLICA IDENTITY USING INDEX}; empty too if it was dropped since. */
    public Optional<TableIndex> identityIndex() {
        return indexes.stream().filter(TableIndex::isReplicaIdentity).findFirst();
    }

    /** The column with this {@code attnum}. */
    public Optional<TableColumn> column(int number) {
        return columns.stream().filter(column -> column.number() == number).findFirst();
    }
}
