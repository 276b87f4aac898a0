package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.Publication.Member;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.selection.SchemaMaker.TypedColumn;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.snapshot.KeyPart;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import dev.leat.capture.postgres.value.TypeResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves a selection against the catalog. Collects every problem. Used once. */
public final class TableResolver {
    /** The schema whose tables are selected when the file names none. */
    public static final String DEFAULT_SCHEMA = "public";

    private final Connection session;
    private final TableSelection selection;
    private final SchemaMaker schemas;
    private final boolean generatedAreSent;
    private final List<Member> published;
    private final List<Finding> problems = new ArrayList<>();

    /**
     * @param generatedAreSent whether the server can send stored generated columns
     * @param published the tables of a publication that stays as it is: what they leave out is not captured
     */
    public TableResolver(
            Connection session,
            TableSelection selection,
            TypeResolver types,
            boolean generatedAreSent,
            List<Member> published) {
        this.published = List.copyOf(published);
        this.session = session;
        this.selection = selection;
        this.schemas = new SchemaMaker(types);
        this.generatedAreSent = generatedAreSent;
    }

    /** Reads the catalog. */
    public Resolution resolve() throws SQLException {
        Tables catalog = new Tables(session);
        List<Table> all = catalog.all();
        TableSelector selector = new TableSelector(selection, all);
        problems.addAll(selector.problems());
        Map<Table, TablePattern> selected = selector.selected();
        List<CapturedTable> captured = new ArrayList<>();
        for (TableDefinition table : catalog.define(selected.keySet())) {
            List<String> columns =
                    Objects.requireNonNull(selected.get(table.table())).columns();
            Member member = published(table.table().id());
            capture(
                            table,
                            partitions(catalog, all, table),
                            columns.isEmpty() ? member.columns() : columns,
                            member.rowFilter())
                    .ifPresent(captured::add);
        }
        return new Resolution(captured, problems, selector.skipped());
    }

    private Member published(TableId table) {
        return published.stream()
                .filter(member -> member.table().equals(table))
                .findFirst()
                .orElse(new Member(table, List.of(), null));
    }

    private static List<TableDefinition> partitions(Tables catalog, List<Table> all, TableDefinition root)
            throws SQLException {
        if (root.table().kind() != Table.Kind.PARTITIONED) {
            return List.of();
        }
        return catalog.define(all.stream()
                .filter(table ->
                        table.kind() == Table.Kind.TABLE && root.table().id().equals(table.root()))
                .toList());
    }

    private Optional<CapturedTable> capture(
            TableDefinition definition,
            List<TableDefinition> partitions,
            List<String> wanted,
            @Nullable String rowFilter)
            throws SQLException {
        int before = problems.size();
        if (needsIdentity()) {
            IdentityCheck.problem(definition, partitions).ifPresent(problems::add);
        }
        checkRights(definition.table());
        KeyChoice key = KeyChoice.forInserts(definition);
        checkColumns(definition, key, wanted);
        TableSchema schema = problems.size() == before ? schema(definition, key, wanted) : null;
        if (schema == null) {
            return Optional.empty();
        }
        List<KeyPart> parts = key.isUnique() ? new KeyOrder(session).of(key.columns()) : List.of();
        Table table = definition.table();
        return Optional.of(new CapturedTable(
                definition,
                schema,
                new SnapshotTable(
                        table.id(),
                        table.oid(),
                        table.kind() == Table.Kind.PARTITIONED,
                        table.isHeap(),
                        parts,
                        rowFilter),
                wanted,
                names(key),
                KeyChoice.of(definition).isPresent()));
    }

    private boolean needsIdentity() {
        return selection.operations().contains(Operation.UPDATE)
                || selection.operations().contains(Operation.DELETE);
    }

    private void checkRights(Table table) {
        String name = Sql.qualified(table.id().schema(), table.id().name());
        if (!table.isSelectable()) {
            problem(
                    SourceFinding.SELECT_PRIVILEGE,
                    table.id(),
                    "the role may not read " + table.id(),
                    "run as its owner: GRANT USAGE ON SCHEMA "
                            + Sql.identifier(table.id().schema()) + " TO " + role() + "; GRANT SELECT ON " + name
                            + " TO " + role());
        }
        if (table.hidesRows()) {
            problem(
                    SourceFinding.ROW_SECURITY,
                    table.id(),
                    "row security hides rows of " + table.id() + " from the role",
                    "run as a superuser: ALTER ROLE " + role() + " BYPASSRLS");
        }
    }

    private String role() {
        try {
            return Sql.identifier(session.getMetaData().getUserName());
        } catch (SQLException unknown) {
            return "<the role>";
        }
    }

    private void checkColumns(TableDefinition definition, KeyChoice key, List<String> wanted) {
        TableId id = definition.table().id();
        List<String> existing =
                definition.columns().stream().map(TableColumn::name).toList();
        for (String column : wanted) {
            if (!existing.contains(column)) {
                problem(
                        SourceFinding.UNKNOWN_COLUMN,
                        id,
                        id + " has no column " + column,
                        "its columns are: " + String.join(", ", existing));
            }
        }
        for (String column : names(key)) {
            if (!wanted.isEmpty() && !wanted.contains(column)) {
                problem(
                        SourceFinding.KEY_COLUMN_LEFT_OUT,
                        id,
                        "column " + column + (key.isUnique() ? " belongs to the key of " : " is needed of ") + id
                                + (key.isUnique() ? "" : ", which has no key, so that all columns stand for one"),
                        "add it to `columns`");
            }
        }
        if (existing.isEmpty()) {
            problem(SourceFinding.NO_COLUMN, id, id + " has no columns", "exclude it");
        }
        for (TableColumn column : definition.columns()) {
            if (!isSent(column) && (wanted.isEmpty() || wanted.contains(column.name()))) {
                problem(
                        SourceFinding.GENERATED_COLUMN,
                        id,
                        "column " + column.name() + " of " + id + " is generated, and the server does not send it",
                        "leave it out with {table: " + id + ", columns: ["
                                + String.join(", ", sent(definition.columns())) + "]}");
            }
        }
    }

    private boolean isSent(TableColumn column) {
        return column.generated() == Generated.NO || (column.generated() == Generated.STORED && generatedAreSent);
    }

    private List<String> sent(List<TableColumn> columns) {
        return columns.stream().filter(this::isSent).map(TableColumn::name).toList();
    }

    /** Null when a type is not supported. */
    private @Nullable TableSchema schema(TableDefinition definition, KeyChoice key, List<String> wanted) {
        List<TypedColumn> columns = definition.columns().stream()
                .filter(column -> wanted.isEmpty() || wanted.contains(column.name()))
                .map(TypedColumn::of)
                .toList();
        try {
            return schemas.make(definition.table().id(), columns, names(key), key.isUnique());
        } catch (CdcException unsupported) {
            if (unsupported.kind() == ErrorKind.CONNECTION) {
                throw unsupported;
            }
            problem(
                    SourceFinding.COLUMN_TYPE,
                    definition.table().id(),
                    unsupported.getMessage(),
                    "leave the column out with `columns`");
            return null;
        }
    }

    private static List<String> names(KeyChoice key) {
        return key.columns().stream().map(TableColumn::name).toList();
    }

    private void problem(SourceFinding code, TableId table, String message, String remedy) {
        problems.add(code.about(table.toString(), message, remedy));
    }
}
