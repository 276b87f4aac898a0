package dev.leat.capture.postgres.selection;

import dev.leat.api.schema.Revision;
import dev.leat.capture.postgres.catalog.ColumnCatalog;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the captured tables as the catalog had them last, for what no Relation message says. A column that is gone
 * is remembered: the stream may be behind. Thread-safe.
 */
final class CurrentColumns {
    private final ColumnCatalog catalog;
    private final Map<Integer, Map<String, TableColumn>> tables = new HashMap<>();
    private final Map<Integer, List<TableColumn>> latest = new HashMap<>();
    private final AtomicInteger version = new AtomicInteger();

    CurrentColumns(List<CapturedTable> atStart, ColumnCatalog catalog) {
        this.catalog = catalog;
        for (CapturedTable table : atStart) {
            learn(table.snapshot().oid(), table.definition().columns());
        }
    }

    /** Asks the catalog; returns the columns that there are now. */
    Map<Integer, List<TableColumn>> read(Collection<Integer> oids) {
        Map<Integer, List<TableColumn>> found = catalog.read(oids);
        synchronized (this) {
            boolean differs = false;
            for (Map.Entry<Integer, List<TableColumn>> table : found.entrySet()) {
                differs |= learn(table.getKey(), table.getValue());
            }
            if (differs) {
                version.incrementAndGet();
            }
        }
        return found;
    }

    private synchronized boolean learn(int oid, List<TableColumn> columns) {
        Map<String, TableColumn> known = tables.computeIfAbsent(oid, table -> new HashMap<>());
        latest.put(oid, List.copyOf(columns));
        boolean differs = false;
        for (TableColumn column : columns) {
            differs |= !column.equals(known.put(column.name(), column));
        }
        return differs;
    }

    /** Changes when a column, a type or a table's revision was found to be another one. */
    int version() {
        return version.get() + catalog.version();
    }

    /** How often rows of a table changed without being sent. */
    Revision revision(int oid) {
        return catalog.revision(oid);
    }

    /** Whether all columns that are announced are known. */
    synchronized boolean explains(RelationMessage relation) {
        return relation.columns().stream().allMatch(column -> {
            TableColumn known = find(relation.oid(), column.name());
            return known != null && known.type() == column.typeOid() && known.typmod() == column.typmod();
        });
    }

    synchronized boolean isNotNull(int oid, String name) {
        TableColumn column = find(oid, name);
        return column != null && column.isNotNull();
    }

    /** The column's {@code attnum}; 0 if it is not known. */
    synchronized int number(int oid, String name) {
        TableColumn column = find(oid, name);
        return column == null ? 0 : column.number();
    }

    synchronized boolean mayBeFilled(int oid, String name) {
        TableColumn column = find(oid, name);
        return column == null || column.mayBeFilled();
    }

    /** The columns that a table had when the catalog was asked last. */
    synchronized List<TableColumn> latest(int oid) {
        return latest.getOrDefault(oid, List.of());
    }

    private @Nullable TableColumn find(int oid, String name) {
        Map<String, TableColumn> columns = tables.get(oid);
        return columns == null ? null : columns.get(name);
    }
}
