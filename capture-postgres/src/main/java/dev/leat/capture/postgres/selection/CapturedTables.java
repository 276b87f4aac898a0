package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.ColumnCatalog;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.pgoutput.SchemaResolver;
import dev.leat.capture.postgres.selection.SchemaMaker.TypedColumn;
import dev.leat.capture.postgres.snapshot.KeyPart;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import dev.leat.capture.postgres.snapshot.SnapshotTables;
import dev.leat.capture.postgres.value.TypeResolver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The selected tables and the schemas of their rows. The stream's rows go by its Relation messages, those that are read by
 * the catalog behind the read's lock: after DDL the two differ until the stream has come there. Thread-safe.
 */
public final class CapturedTables implements SchemaResolver, SnapshotTables {
    private final Map<TableId, CapturedTable> tables = new TreeMap<>();
    /** A table keeps its OID when it is renamed, and one that was created anew under the name has another. */
    private final Map<Integer, CapturedTable> byOid = new HashMap<>();

    private final Map<TableId, TableSchema> latest = new ConcurrentHashMap<>();
    private final SchemaMaker schemas;
    private final CurrentColumns current;
    private final boolean generatedAreSent;

    /**
     * The tables as the catalog described them at the start.
     *
     * @param catalog asked when something may have been altered since
     * @param generatedAreSent whether the stream carries stored generated columns
     */
    public CapturedTables(
            List<CapturedTable> captured, TypeResolver types, ColumnCatalog catalog, boolean generatedAreSent) {
        for (CapturedTable found : captured) {
            CapturedTable table = found.at(catalog.revision(found.snapshot().oid()));
            tables.put(table.id(), table);
            byOid.put(table.snapshot().oid(), table);
            latest.put(table.id(), table.schema());
        }
        this.schemas = new SchemaMaker(types);
        this.current = new CurrentColumns(captured, catalog);
        this.generatedAreSent = generatedAreSent;
    }

    /** The tables, ordered by name. */
    public List<CapturedTable> all() {
        return List.copyOf(tables.values());
    }

    private CapturedTable captured(TableId table) {
        return Objects.requireNonNull(tables.get(table), () -> table + " is not selected");
    }

    @Override
    public SnapshotTable find(TableId table) {
        CapturedTable known = captured(table);
        SnapshotTable read = known.snapshot();
        List<TableColumn> now = current.latest(read.oid());
        List<KeyPart> key = read.key().stream()
                .map(part -> new KeyPart(known.nameNow(part.column(), now), part.operators(), part.cast()))
                .toList();
        return new SnapshotTable(read.id(), read.oid(), read.isPartitioned(), read.isHeap(), key, read.rowFilter());
    }

    @Override
    public TableSchema schema(TableId table, List<TableColumn> columns) {
        CapturedTable known = captured(table);
        List<TypedColumn> read = columns.stream()
                .filter(this::isSent)
                .map(TypedColumn::of)
                .filter(column -> known.selects(column.name()))
                .toList();
        List<String> key = known.keyColumns().stream()
                .map(column -> known.nameNow(column, columns))
                .toList();
        return make(known, read, key);
    }

    /** Rows that are read have the columns that the stream's rows have. */
    private boolean isSent(TableColumn column) {
        return column.generated() == Generated.NO || (column.generated() == Generated.STORED && generatedAreSent);
    }

    @Override
    public @Nullable TableSchema resolve(RelationMessage relation) {
        CapturedTable known = byOid.get(relation.oid());
        if (known == null) {
            return null;
        }
        if (!current.explains(relation)) {
            refresh(relation.oid());
        }
        List<TypedColumn> columns = new ArrayList<>();
        for (RelationMessage.Column column : relation.columns()) {
            if (known.selects(column.name())) {
                columns.add(new TypedColumn(
                        column.name(),
                        column.typeOid(),
                        column.typmod(),
                        !current.isNotNull(relation.oid(), column.name()),
                        current.number(relation.oid(), column.name()),
                        current.mayBeFilled(relation.oid(), column.name())));
            }
        }
        List<String> key = RelationKey.of(relation, known);
        return make(known, columns, key);
    }

    @Override
    public void refresh(int oid) {
        current.read(List.of(oid));
    }

    /**
     * Looks what the catalog says now of all tables and types; the stream's rows go by it from the next transaction on.
     *
     * @return the tables that exist and can be led, with the columns that they have now
     */
    public List<TableSchema> refresh() {
        List<TableSchema> found = new ArrayList<>();
        current.read(byOid.keySet()).forEach((oid, columns) -> {
            CapturedTable table = byOid.get(oid);
            if (table != null) {
                schemaIfAny(table.id(), columns).ifPresent(found::add);
            }
        });
        return found;
    }

    /** Where a column is gone that is needed, or has a type that can't be led, the stream ends when it comes there. */
    private Optional<TableSchema> schemaIfAny(TableId table, List<TableColumn> columns) {
        try {
            return Optional.of(schema(table, columns));
        } catch (CdcException altered) {
            if (altered.kind() == ErrorKind.CONNECTION) {
                throw altered;
            }
            return Optional.empty();
        }
    }

    @Override
    public int version() {
        return current.version();
    }

    private TableSchema make(CapturedTable known, List<TypedColumn> columns, List<String> key) {
        for (String selected : known.selectedColumns()) {
            if (columns.stream().noneMatch(column -> column.name().equals(selected))) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "column " + selected + ", which the file selects, is not in " + known.id()
                                + " any more; take it out of `columns`");
            }
        }
        boolean isUnique = known.schema().hasUniqueKey();
        List<String> identifying =
                isUnique ? key : columns.stream().map(TypedColumn::name).toList();
        return shared(schemas.make(known.id(), columns, identifying, isUnique)
                .at(current.revision(known.snapshot().oid())));
    }

    /** One instance for rows of one shape, whoever brings them. */
    private TableSchema shared(TableSchema made) {
        TableSchema last = latest.get(made.table());
        if (last != null && SchemaMaker.areAlike(last, made)) {
            return last;
        }
        latest.put(made.table(), made);
        return made;
    }
}
