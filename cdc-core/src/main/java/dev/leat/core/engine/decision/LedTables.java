package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a pipeline leads, and what is known of their columns.
 *
 * @param schemas as the source has them now
 * @param settled the columns that all rows in the sinks had at last; a table that is absent was not led before
 * @param anew tables that are seeded anew everywhere
 * @param anewFrom changes of their columns before this position are in what is read; null where no table is
 */
public record LedTables(
        List<TableSchema> schemas,
        Map<TableId, RowShape> settled,
        Set<TableId> anew,
        @Nullable Position anewFrom) {
    /** Copies the collections. */
    public LedTables {
        schemas = List.copyOf(schemas);
        settled = Map.copyOf(settled);
        anew = Set.copyOf(anew);
    }

    /** Tables whose columns have not changed since the run before. */
    public static LedTables unchanged(List<TableSchema> schemas) {
        return new LedTables(schemas, Map.of(), Set.of(), null);
    }

    /** Whether a change of the table's columns that is noticed here was made before all its rows are read anew. */
    boolean isReadLater(TableId table, Position at) {
        return anewFrom != null && anew.contains(table) && anewFrom.isAtOrAfter(at);
    }
}
