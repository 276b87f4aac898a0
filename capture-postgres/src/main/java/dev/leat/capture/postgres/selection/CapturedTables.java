package dev.leat.capture.postgres.selection;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.pgoutput.SchemaResolver;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import dev.leat.capture.postgres.value.TypeResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The selected tables with their current schemas. The stream's Relation messages bring new ones; reads beside the stream use
 * the latest. Thread-safe.
 */
public final class CapturedTables implements SchemaResolver {
    private final Map<TableId, CapturedTable> tables = new ConcurrentHashMap<>();
    private final SchemaMaker schemas;

    /** The tables as the catalog describes them now. */
    public CapturedTables(List<CapturedTable> captured, TypeResolver types) {
        captured.forEach(table -> tables.put(table.id(), table));
        this.schemas = new SchemaMaker(types);
    }

    /** The tables, ordered by name. */
    public List<CapturedTable> all() {
        return tables.keySet().stream()
                .sorted()
                .map(id -> Objects.requireNonNull(tables.get(id)))
                .toList();
    }

    /** What reads beside the stream need. */
    public SnapshotTable snapshotTable(TableId table) {
        return Objects.requireNonNull(tables.get(table), () -> table + " is not selected")
                .snapshot();
    }

    @Override
    public @Nullable TableSchema resolve(RelationMessage relation) {
        CapturedTable known = tables.get(new TableId(relation.schema(), relation.table()));
        if (known == null) {
            return null;
        }
        List<SchemaMaker.TypedColumn> columns = new ArrayList<>();
        for (RelationMessage.Column column : relation.columns()) {
            if (known.selects(column.name())) {
                columns.add(new SchemaMaker.TypedColumn(
                        column.name(), column.typeOid(), column.typmod(), isNullable(known, column.name())));
            }
        }
        TableSchema announced = schemas.make(
                known.id(), columns, known.keyColumns(), known.schema().hasUniqueKey());
        if (isAlike(announced, known.schema())) {
            return known.schema();
        }
        tables.put(known.id(), known.withSchema(announced));
        return announced;
    }

    private static boolean isNullable(CapturedTable table, String column) {
        return table.definition().columns().stream()
                .filter(known -> known.name().equals(column))
                .noneMatch(TableColumn::isNotNull);
    }

    private static boolean isAlike(TableSchema a, TableSchema b) {
        if (a.columnCount() != b.columnCount()) {
            return false;
        }
        for (int i = 0; i < a.columnCount(); i++) {
            if (!a.column(i).name().equals(b.column(i).name())
                    || !a.column(i).type().equals(b.column(i).type())) {
                return false;
            }
        }
        return true;
    }
}
