package dev.leat.core.state;

import dev.leat.api.schema.TableId;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Some tables of a pipeline, or all.
 *
 * @param all whether it is every table, whatever the selection is
 * @param tables the tables when it is not every one
 */
public record TableScope(boolean all, Set<TableId> tables) {
    /** Every table. */
    public static final TableScope ALL = new TableScope(true, Set.of());

    /** Copies the set. */
    public TableScope {
        tables = Set.copyOf(tables);
        if (all != tables.isEmpty()) {
            throw new IllegalArgumentException("either all tables or some");
        }
    }

    /** These tables, at least one. */
    public static TableScope of(Set<TableId> tables) {
        return new TableScope(false, tables);
    }

    /** Whether it has the table. */
    public boolean contains(TableId table) {
        return all || tables.contains(table);
    }

    /** Whether it has each of the other's. */
    public boolean hasAll(TableScope other) {
        return all || (!other.all && tables.containsAll(other.tables));
    }

    /** What is in either. */
    public TableScope union(TableScope other) {
        if (all || other.all) {
            return ALL;
        }
        Set<TableId> both = new TreeSet<>(tables);
        both.addAll(other.tables);
        return of(both);
    }

    @Override
    public String toString() {
        return all
                ? "all tables"
                : tables.stream().sorted().map(TableId::toString).collect(Collectors.joining(", "));
    }
}
