package dev.leat.capture.postgres.selection;

import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.TableIndex;
import java.util.List;
import java.util.Optional;

/**
 * Which columns identify a table's rows in the log.
 *
 * <pre>
 *   replica identity   key
 *   DEFAULT            the primary key
 *   INDEX              the columns of that index
 *   FULL               the primary key if there is one, else all columns: equal rows are then one
 *   NOTHING            none
 * </pre>
 *
 * A deferrable key is no key: within a transaction two rows may have it at once.
 *
 * @param columns in the order of the key's definition
 * @param isUnique false when all columns stand in for a key
 */
record KeyChoice(List<TableColumn> columns, boolean isUnique) {
    /** Copies the list. */
    KeyChoice {
        columns = List.copyOf(columns);
    }

    /** The key, or empty when old rows are not logged in a way that says which row they were. */
    static Optional<KeyChoice> of(TableDefinition table) {
        Optional<KeyChoice> primary = table.primaryKey().flatMap(index -> fromIndex(table, index));
        return switch (table.table().replicaIdentity()) {
            case NOTHING -> Optional.empty();
            case DEFAULT -> primary;
            case INDEX -> table.identityIndex().flatMap(index -> fromIndex(table, index));
            case FULL -> primary.isPresent() ? primary : Optional.of(new KeyChoice(table.columns(), false));
        };
    }

    /** For a table of which only inserts are led: its primary key, whatever the log says of old rows. */
    static KeyChoice forInserts(TableDefinition table) {
        return of(table)
                .or(() -> table.primaryKey().flatMap(index -> fromIndex(table, index)))
                .orElseGet(() -> new KeyChoice(table.columns(), false));
    }

    private static Optional<KeyChoice> fromIndex(TableDefinition table, TableIndex index) {
        if (index.isDeferrable() || !index.isValid() || index.isPartial() || index.hasExpressions()) {
            return Optional.empty();
        }
        return Optional.of(new KeyChoice(
                index.keyColumns().stream()
                        .map(number -> table.column(number).orElseThrow())
                        .toList(),
                true));
    }
}
