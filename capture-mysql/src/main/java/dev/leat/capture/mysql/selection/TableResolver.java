package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.catalog.ForeignKey;
import dev.leat.capture.mysql.catalog.ForeignKeys;
import dev.leat.capture.mysql.catalog.Grants;
import dev.leat.capture.mysql.catalog.ReadPrivileges;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.Tables;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import dev.leat.capture.mysql.snapshot.ReadTable;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.WireColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves a selection against the catalog. Collects every problem. Used once. */
public final class TableResolver {
    private final Session session;
    private final TableSelection selection;
    private final @Nullable String defaultSchema;
    private final SchemaMaker schemas;
    private final boolean cascadesAreAccepted;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> remarks = new ArrayList<>();

    /**
     * @param defaultSchema whose tables are meant where the file names none; null if the url names no database
     * @param cascadesAreAccepted whether targets may differ by what foreign keys do without its being logged
     */
    public TableResolver(
            Session session,
            TableSelection selection,
            @Nullable String defaultSchema,
            TypeResolver types,
            boolean cascadesAreAccepted) {
        this.session = session;
        this.selection = selection;
        this.defaultSchema = defaultSchema;
        this.schemas = new SchemaMaker(types);
        this.cascadesAreAccepted = cascadesAreAccepted;
    }

    /** Reads the catalog. */
    public Resolution resolve() throws SQLException {
        Tables catalog = new Tables(session);
        TableSelector selector = new TableSelector(selection, defaultSchema, catalog.all());
        problems.addAll(selector.problems());
        remarks.addAll(selector.skipped());
        Map<Table, TablePattern> selected = selector.selected();
        ReadPrivileges privileges = ReadPrivileges.of(session);
        List<CapturedTable> captured = new ArrayList<>();
        for (TableDefinition table : catalog.define(selected.keySet())) {
            List<String> columns =
                    Objects.requireNonNull(selected.get(table.table())).columns();
            if (privileges.include(table)) {
                capture(table, columns).ifPresent(captured::add);
            } else {
                mayNotRead(table.table().id());
            }
        }
        checkCascades(captured);
        captured.sort((a, b) -> a.id().compareTo(b.id()));
        return new Resolution(captured, problems, remarks);
    }

    private Optional<CapturedTable> capture(TableDefinition definition, List<String> wanted) {
        int before = problems.size();
        KeyChoice key = KeyChoice.of(definition);
        checkColumns(definition, key, wanted);
        ReadTable read = problems.size() == before ? read(definition, key, wanted) : null;
        return read == null ? Optional.empty() : Optional.of(new CapturedTable(definition, read, wanted, key));
    }

    private void mayNotRead(TableId table) throws SQLException {
        problem(
                SourceFinding.SELECT_PRIVILEGE,
                table,
                "the account may not read " + table + ", or not all of its columns",
                "GRANT SELECT ON " + Sql.qualified(table) + " TO " + Grants.account(session));
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
        for (String column : key.columns()) {
            if (!wanted.isEmpty() && !wanted.contains(column)) {
                problem(
                        SourceFinding.KEY_COLUMN_LEFT_OUT,
                        id,
                        "column " + column + (key.isUnique() ? " belongs to the key of " : " is needed of ") + id
                                + (key.isUnique() ? "" : ", which has no key, so that all columns stand for one"),
                        "add it to `columns`");
            }
        }
        for (TableColumn column : definition.columns()) {
            checkType(id, column);
        }
    }

    /** Also of columns that are not led: the log has them all in one row. */
    private void checkType(TableId table, TableColumn column) {
        if (column.wire() == null) {
            problem(
                    SourceFinding.COLUMN_TYPE,
                    table,
                    SchemaMaker.unknownType(table, column).getMessage(),
                    "name the table under `exclude`, or look for a newer version of Leat");
        } else if (column.hasUntoldFraction()) {
            problem(
                    SourceFinding.COLUMN_TYPE,
                    table,
                    "column " + column.name() + " of " + table
                            + " has MariaDB's old format of times, of whose fractions"
                            + " the log does not tell the length",
                    "SET GLOBAL mysql56_temporal_format = ON; ALTER TABLE " + Sql.qualified(table) + " FORCE");
        }
    }

    /** Null when a type is not supported. */
    private @Nullable ReadTable read(TableDefinition definition, KeyChoice key, List<String> wanted) {
        List<WireColumn> columns = definition.columns().stream()
                .filter(column -> wanted.isEmpty() || wanted.contains(column.name()))
                .map(TableColumn::wire)
                .filter(Objects::nonNull)
                .toList();
        try {
            return schemas.make(
                    definition.table().id(),
                    columns,
                    key.columns(),
                    key.isUnique(),
                    name -> definition.column(name).orElseThrow().mayBeFilled());
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

    private void checkCascades(List<CapturedTable> captured) throws SQLException {
        ForeignKeys keys = new ForeignKeys(session);
        if (captured.isEmpty() || keys.areLogged()) {
            return;
        }
        for (ForeignKey key :
                keys.cascading(captured.stream().map(CapturedTable::id).collect(Collectors.toSet()))) {
            String table = key.child().toString();
            String message = "foreign key " + key.name() + " of " + table + " (" + key.rules()
                    + ") changes rows without their being logged";
            if (cascadesAreAccepted) {
                remarks.add(SourceFinding.CASCADE.lesserAbout(
                        table, message, "reseed the table where that happened: leat reseed FILE " + table));
            } else {
                problems.add(SourceFinding.CASCADE.about(table, message, remedy(key)));
            }
        }
    }

    private String remedy(ForeignKey key) {
        return "ALTER TABLE " + Sql.qualified(key.child()) + " DROP FOREIGN KEY " + Sql.identifier(key.name())
                + ", and add it again without " + key.rules() + "; or `cascades: accept`, if targets may keep such rows"
                + (session.version().isMariaDb() ? "" : "; or MySQL 9.6, which logs them");
    }

    private void problem(SourceFinding code, TableId table, String message, String remedy) {
        problems.add(code.about(table.toString(), message, remedy));
    }
}
