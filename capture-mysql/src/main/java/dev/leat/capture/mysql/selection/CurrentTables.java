package dev.leat.capture.mysql.selection;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.TableCatalog;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The captured tables as the catalog had them last, for what no table map says. A column that is gone is remembered: the
 * stream may be behind. Thread-safe.
 */
final class CurrentTables {
    private static final int LONG_TEXT_BYTES = 4;
    private static final int BINARY_COLLATION = 63;

    private final TableCatalog catalog;
    private final boolean isMariaDb;
    private final Map<TableId, Map<String, TableColumn>> columns = new HashMap<>();
    private final Map<TableId, TableDefinition> latest = new HashMap<>();

    CurrentTables(Collection<CapturedTable> atStart, TableCatalog catalog, boolean isMariaDb) {
        this.catalog = catalog;
        this.isMariaDb = isMariaDb;
        atStart.forEach(table -> learn(table.definition()));
    }

    /** Asks the catalog. A table that does not exist any more stays known. */
    void read(TableId table) {
        catalog.read(table).ifPresent(this::learn);
    }

    synchronized void learn(TableDefinition definition) {
        TableId table = definition.table().id();
        latest.put(table, definition);
        Map<String, TableColumn> known = columns.computeIfAbsent(table, any -> new HashMap<>());
        definition.columns().forEach(column -> known.put(column.name(), column));
    }

    /** The table as it was when the catalog was asked last. */
    synchronized Optional<TableDefinition> latest(TableId table) {
        return Optional.ofNullable(latest.get(table));
    }

    /** Whether the catalog need not be asked, because all that is announced is known and can only mean one thing. */
    synchronized boolean explains(TableMapEvent map) {
        return map.columns().stream().allMatch(column -> {
            WireColumn known = wire(map.table(), column.name());
            return known != null && !isAmbiguous(column) && SchemaMaker.isLoggedAlike(known, column);
        });
    }

    /** What MariaDB may also announce for a document, an identifier, an address or a vector; and its old times. */
    private boolean isAmbiguous(WireColumn column) {
        boolean isBinary = column.collation() == BINARY_COLLATION;
        return isMariaDb
                && switch (column.type()) {
                    case WireType.BLOB -> column.metadata() == LONG_TEXT_BYTES && !isBinary;
                    case WireType.STRING, WireType.VARCHAR -> isBinary;
                    case WireType.TIME, WireType.DATETIME, WireType.TIMESTAMP -> true;
                    default -> false;
                };
    }

    /** The column with what the catalog calls its type, if that is the column that is meant. */
    synchronized WireColumn named(TableId table, WireColumn column) {
        WireColumn known = wire(table, column.name());
        return known == null || !SchemaMaker.isLoggedAlike(known, column)
                ? column
                : column.withCatalogType(known.catalogType());
    }

    /** The column as the catalog had it last; null if it never had it. */
    synchronized @Nullable TableColumn find(TableId table, String column) {
        return columns.getOrDefault(table, Map.of()).get(column);
    }

    boolean mayBeFilled(TableId table, String column) {
        TableColumn known = find(table, column);
        return known == null || known.mayBeFilled();
    }

    private @Nullable WireColumn wire(TableId table, String column) {
        TableColumn known = find(table, column);
        return known == null ? null : known.wire();
    }
}
