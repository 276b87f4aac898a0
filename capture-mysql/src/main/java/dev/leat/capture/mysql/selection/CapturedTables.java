package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.CollationNumbers;
import dev.leat.capture.mysql.catalog.TableCatalog;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.TableIndex;
import dev.leat.capture.mysql.catalog.Tables;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.snapshot.ReadTable;
import dev.leat.capture.mysql.snapshot.SnapshotTables;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.WireColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The selected tables and the schemas of their rows. The stream's rows go by its table maps, those that are read by the
 * catalog: after DDL the two differ until the stream has come there. Thread-safe.
 */
public final class CapturedTables implements SchemaResolver, SnapshotTables {
    private final Map<TableId, CapturedTable> tables = new TreeMap<>();
    private final Map<TableId, ReadTable> latest = new ConcurrentHashMap<>();
    private final CollationNumbers collations = new CollationNumbers();
    private final SchemaMaker schemas;
    private final CurrentTables current;
    private final Revisions revisions;

    /**
     * The tables as the catalog described them at the start.
     *
     * @param catalog asked when something may have been altered since
     * @param revisions how often rows came or went without being logged
     * @param isMariaDb whether the server has types that its log does not tell apart
     */
    public CapturedTables(
            List<CapturedTable> captured,
            TypeResolver types,
            TableCatalog catalog,
            Revisions revisions,
            boolean isMariaDb) {
        for (CapturedTable table : captured) {
            tables.put(table.id(), table);
            latest.put(table.id(), table.read().at(revisions.of(table.id())));
        }
        this.revisions = revisions;
        this.schemas = new SchemaMaker(types);
        this.current = new CurrentTables(captured, catalog, isMariaDb);
    }

    /** The names of all tables. */
    public Set<TableId> names() {
        return Set.copyOf(tables.keySet());
    }

    /** The schemas of all tables as they are known now, ordered by name. */
    public List<TableSchema> all() {
        return tables.keySet().stream()
                .map(table -> Objects.requireNonNull(latest.get(table)).schema())
                .toList();
    }

    @Override
    public @Nullable Resolved resolve(TableMapEvent map) {
        CapturedTable known = tables.get(map.table());
        if (known == null) {
            return null;
        }
        if (!current.explains(map)) {
            current.read(map.table());
        }
        map.columns().forEach(column -> requireWholeTimes(map.table(), column));
        List<WireColumn> columns = map.columns().stream()
                .map(column -> current.named(map.table(), column))
                .toList();
        List<String> primaryKey =
                map.key().stream().map(index -> columns.get(index).name()).toList();
        ReadTable read = make(new KeyAtHand(known, columns, primaryKey, () -> {
            current.read(known.id());
            return current.latest(known.id());
        }));
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (known.selects(columns.get(i).name())) {
                indexes.add(i);
            }
        }
        return new Resolved(read.schema(), List.copyOf(indexes));
    }

    /** Times whose length the log does not tell have none of a fraction if the catalog says so. */
    private void requireWholeTimes(TableId table, WireColumn column) {
        if (SchemaMaker.isOldTime(column)) {
            TableColumn found = current.find(table, column.name());
            WireColumn wire = found == null ? null : found.wire();
            if (found == null || wire == null || wire.type() != column.type() || found.hasUntoldFraction()) {
                throw SchemaMaker.untoldFraction(table, column.name());
            }
        }
    }

    @Override
    public ReadTable describe(TableId table, Session session) throws SQLException {
        CapturedTable known = Objects.requireNonNull(tables.get(table), () -> table + " is not selected");
        TableDefinition definition = new Tables(session, collations)
                .findDefinition(table)
                .orElseThrow(() -> new CdcException(
                        ErrorKind.GAP,
                        "table " + table + " does not exist any more, or the account has lost the right to read it"));
        return describe(known, definition);
    }

    private ReadTable describe(CapturedTable known, TableDefinition definition) {
        current.learn(definition);
        List<WireColumn> columns =
                definition.columns().stream().map(column -> wire(known, column)).toList();
        List<String> primaryKey =
                definition.primaryKey().map(TableIndex::columns).orElse(List.of());
        return make(new KeyAtHand(known, columns, primaryKey, () -> Optional.of(definition)));
    }

    /** Of every column: the log has them all in one row, led or not. */
    private static WireColumn wire(CapturedTable known, TableColumn column) {
        WireColumn wire = column.wire();
        if (column.hasUntoldFraction()) {
            throw SchemaMaker.untoldFraction(known.id(), column.name());
        }
        if (wire == null) {
            throw SchemaMaker.unknownType(known.id(), column);
        }
        return wire;
    }

    /**
     * Looks what the catalog says now of all tables; the stream's rows go by it from the next transaction on.
     *
     * @param session asked for the catalog
     * @return the tables that exist and can be led, with the columns that they have now
     */
    public List<TableSchema> refresh(Session session) throws SQLException {
        Tables catalog = new Tables(session, collations);
        List<TableSchema> found = new ArrayList<>();
        for (TableDefinition definition : catalog.define(catalog.all().stream()
                .filter(table -> tables.containsKey(table.id()))
                .toList())) {
            schemaIfAny(Objects.requireNonNull(tables.get(definition.table().id())), definition)
                    .ifPresent(found::add);
        }
        return found;
    }

    /** Where a column is gone that is needed, or has a type that can't be led, the stream ends when it comes there. */
    private Optional<TableSchema> schemaIfAny(CapturedTable known, TableDefinition definition) {
        try {
            return Optional.of(describe(known, definition).schema());
        } catch (CdcException altered) {
            if (altered.kind() == ErrorKind.CONNECTION) {
                throw altered;
            }
            return Optional.empty();
        }
    }

    /** One way for rows of both kinds. */
    private ReadTable make(KeyAtHand key) {
        CapturedTable known = key.known();
        List<WireColumn> led = key.columns().stream()
                .filter(column -> known.selects(column.name()))
                .toList();
        for (String selected : known.selectedColumns()) {
            if (led.stream().noneMatch(column -> column.name().equals(selected))) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "column " + selected + ", which the file selects, is not in " + known.id()
                                + " any more; take it out of `columns`");
            }
        }
        List<String> identifying = key.names();
        boolean isUnique = known.key().isUnique();
        return shared(schemas.make(
                        known.id(),
                        led,
                        isUnique
                                ? identifying
                                : led.stream().map(WireColumn::name).toList(),
                        isUnique,
                        column -> current.mayBeFilled(known.id(), column))
                .at(revisions.of(known.id())));
    }

    /** One instance for rows of one shape, whoever brings them. */
    private ReadTable shared(ReadTable made) {
        return Objects.requireNonNull(latest.merge(
                made.schema().table(), made, (last, next) -> SchemaMaker.areAlike(last, next) ? last : next));
    }
}
