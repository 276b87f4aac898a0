package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.key.KeyChoice;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import dev.leat.capture.postgres.value.TypeResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves a selection against the catalog. Collects every problem and throws them as one. */
public final class TableResolver {
    /** The schema whose tables are selected when the file names none. */
    public static final String DEFAULT_SCHEMA = "public";

    private final Connection session;
    private final TableSelection selection;
    private final SchemaMaker schemas;
    private final boolean publishesGenerated;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param publishesGenerated whether the publication will send stored generated columns
     */
    public TableResolver(Connection session, TableSelection selection, TypeResolver types, boolean publishesGenerated) {
        this.session = session;
        this.selection = selection;
        this.schemas = new SchemaMaker(types);
        this.publishesGenerated = publishesGenerated;
    }

    /**
     * The selected tables.
     *
     * @throws CdcException CONFIG with all problems
     */
    public List<CapturedTable> resolve() throws SQLException {
        Map<Table, TablePattern> selected = select(new Tables(session).all());
        List<CapturedTable> captured = new ArrayList<>();
        for (TableDefinition definition : new Tables(session).define(selected.keySet())) {
            TablePattern pattern = selected.get(definition.table());
            capture(definition, pattern == null ? List.of() : pattern.columns()).ifPresent(captured::add);
        }
        if (selected.isEmpty() && problems.isEmpty()) {
            problems.add("the selection matches no table; name tables with `tables: {include: [schema.table]}`");
        }
        if (!problems.isEmpty()) {
            throw new CdcException(ErrorKind.CONFIG, String.join("\n", problems));
        }
        return captured;
    }

    private Map<Table, TablePattern> select(List<Table> all) {
        List<TablePattern> include = selection.include().isEmpty()
                ? List.of(new TablePattern(DEFAULT_SCHEMA, "*", false, true, List.of(), "tables"))
                : selection.include();
        Map<Table, TablePattern> selected = new LinkedHashMap<>();
        for (TablePattern pattern : include) {
            List<Table> matching =
                    all.stream().filter(table -> pattern.matches(table.id())).toList();
            if (matching.isEmpty()) {
                problems.add(at(pattern) + notFound(pattern, all));
            }
            for (Table table : matching) {
                if (isExcluded(table.id())) {
                    continue;
                }
                if (pattern.isExact()) {
                    refuseUnpublishable(pattern, table);
                }
                boolean usable = table.isPublishable() && !table.isPartition() && table.extension() == null;
                if (usable && (pattern.isExact() || !selected.containsKey(table))) {
                    selected.put(table, pattern);
                }
            }
        }
        for (TablePattern pattern : selection.exclude()) {
            if (all.stream().noneMatch(table -> pattern.matches(table.id()))) {
                problems.add(at(pattern) + notFound(pattern, all));
            }
        }
        return selected;
    }

    private boolean isExcluded(TableId table) {
        return selection.exclude().stream().anyMatch(pattern -> pattern.matches(table));
    }

    private void refuseUnpublishable(TablePattern pattern, Table table) {
        if (table.isPartition()) {
            problems.add(at(pattern) + table.id() + " is a partition; include its root " + table.root());
        } else if (!table.isPublishable()) {
            problems.add(at(pattern) + table.id() + " is "
                    + (table.persistence() == Table.Persistence.PERMANENT
                            ? "a "
                                    + table.kind()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' ')
                            : table.persistence().name().toLowerCase(java.util.Locale.ROOT))
                    + ", which the log does not carry; remove it from the selection");
        }
    }

    private static String notFound(TablePattern pattern, List<Table> all) {
        if (!pattern.isExact()) {
            return "pattern " + pattern.text() + " matches no table";
        }
        Optional<Table> sameName = all.stream()
                .filter(table -> table.id().name().equalsIgnoreCase(pattern.name()))
                .findFirst();
        return "table " + pattern.text() + " does not exist"
                + sameName.map(table -> "; did you mean " + table.id() + "?").orElse("");
    }

    private static String at(TablePattern pattern) {
        return pattern.location().isEmpty() ? "" : pattern.location() + ": ";
    }

    private Optional<CapturedTable> capture(TableDefinition definition, List<String> wanted) throws SQLException {
        Table table = definition.table();
        Optional<KeyChoice> key =
                insertsOnly() ? Optional.of(KeyChoice.forInserts(definition)) : KeyChoice.of(definition);
        if (key.isEmpty()) {
            problems.add(withoutIdentity(definition));
            return Optional.empty();
        }
        int before = problems.size();
        if (!table.isSelectable()) {
            problems.add(table.id() + ": the role may not read it; run: GRANT SELECT ON "
                    + Sql.qualified(table.id().schema(), table.id().name())
                    + " TO CURRENT_USER (as its owner, naming the role)");
        }
        if (table.hidesRows()) {
            problems.add(table.id()
                    + ": row security hides rows from the role; run: ALTER ROLE ... BYPASSRLS, or exclude it");
        }
        List<String> keyNames =
                key.get().columns().stream().map(TableColumn::name).toList();
        checkColumns(definition, wanted, keyNames);
        if (problems.size() > before) {
            return Optional.empty();
        }
        List<TableColumn> columns = definition.columns().stream()
                .filter(column -> wanted.isEmpty() || wanted.contains(column.name()))
                .toList();
        TableSchema schema = schemas.make(
                table.id(),
                columns.stream()
                        .map(column -> new SchemaMaker.TypedColumn(
                                column.name(), column.type(), column.typmod(), !column.isNotNull()))
                        .toList(),
                keyNames,
                key.get().isUnique());
        List<String> order =
                key.get().isUnique() ? new KeyOrder(session).of(key.get().columns()) : List.of();
        SnapshotTable snapshot = new SnapshotTable(schema, table.kind() == Table.Kind.PARTITIONED, order);
        return Optional.of(new CapturedTable(definition, snapshot, wanted, keyNames));
    }

    private boolean insertsOnly() {
        return selection.operations().equals(Set.of(Operation.INSERT));
    }

    private void checkColumns(TableDefinition definition, List<String> wanted, List<String> keyNames) {
        TableId id = definition.table().id();
        for (String column : wanted) {
            if (definition.columns().stream().noneMatch(known -> known.name().equals(column))) {
                problems.add(id + " has no column " + column);
            }
        }
        if (!wanted.isEmpty()) {
            for (String column : keyNames) {
                if (!wanted.contains(column)) {
                    problems.add(id + ": column " + column + " belongs to the key; add it to `columns`");
                }
            }
        }
        for (TableColumn column : definition.columns()) {
            boolean isSent = column.generated() == TableColumn.Generated.NO
                    || (column.generated() == TableColumn.Generated.STORED && publishesGenerated);
            if (!isSent && (wanted.isEmpty() || wanted.contains(column.name()))) {
                problems.add(id + ": column " + column.name()
                        + " is generated and the server does not send it; leave it out with `{table: " + id
                        + ", columns: [...]}`");
            }
        }
    }

    private static String withoutIdentity(TableDefinition definition) {
        TableId id = definition.table().id();
        String alter = "ALTER TABLE " + Sql.qualified(id.schema(), id.name()) + " REPLICA IDENTITY ";
        String index = definition.indexes().stream()
                .filter(candidate -> candidate.isUnique()
                        && candidate.isValid()
                        && !candidate.isDeferrable()
                        && !candidate.isPartial()
                        && !candidate.hasExpressions())
                .map(candidate -> Sql.identifier(candidate.name()))
                .findFirst()
                .orElse("<a unique index over columns that are NOT NULL>");
        return id + " has no usable replica identity (" + definition.table().replicaIdentity()
                + "): the server would refuse UPDATE and DELETE on it once it is published. Choose one of:\n    "
                + alter
                + "USING INDEX " + index + ";\n    " + alter + "FULL;\n    tables: {exclude: [" + id + "]}";
    }
}
