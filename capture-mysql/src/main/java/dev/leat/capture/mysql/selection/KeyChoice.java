package dev.leat.capture.mysql.selection;

import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.TableIndex;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which columns identify a table's rows: those of the primary key; else those of a unique index without nulls; else all, and
 * equal rows are then one.
 *
 * <p>Of a column whose beginning alone is in the index, the whole value counts: rows that differ in its beginning differ in it.
 *
 * @param columns in the order of the key's definition
 */
record KeyChoice(List<String> columns, Kind kind) {
    /** Where a key comes from. */
    enum Kind {
        PRIMARY,
        UNIQUE,
        /** All columns stand in for a key. */
        NONE
    }

    /** The fewest columns first: the same choice at each start. */
    private static final Comparator<TableIndex> BEST =
            Comparator.<TableIndex>comparingInt(index -> index.columns().size()).thenComparing(TableIndex::name);

    /** Copies the list. */
    KeyChoice {
        columns = List.copyOf(columns);
    }

    static KeyChoice of(TableDefinition table) {
        Optional<TableIndex> primary = table.primaryKey();
        if (primary.isPresent()) {
            return new KeyChoice(primary.get().columns(), Kind.PRIMARY);
        }
        return table.indexes().stream()
                .filter(index -> isKey(table, index))
                .min(BEST)
                .map(index -> new KeyChoice(index.columns(), Kind.UNIQUE))
                .orElseGet(() -> new KeyChoice(
                        table.columns().stream().map(TableColumn::name).toList(), Kind.NONE));
    }

    boolean isUnique() {
        return kind != Kind.NONE;
    }

    /** Whether the table still has an index by which these columns identify its rows. */
    boolean isBackedBy(TableDefinition table) {
        return table.indexes().stream()
                .anyMatch(index -> isKey(table, index) && index.columns().equals(columns));
    }

    private static boolean isKey(TableDefinition table, TableIndex index) {
        return !index.hasExpression()
                && index.columns().stream()
                        .allMatch(name -> table.column(name)
                                .filter(column -> !column.isNullable())
                                .isPresent());
    }
}
