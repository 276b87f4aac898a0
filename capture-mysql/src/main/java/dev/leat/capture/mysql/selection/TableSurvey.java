package dev.leat.capture.mysql.selection;

import dev.leat.api.Finding;
import dev.leat.api.capture.SourceSurvey.SurveyedColumn;
import dev.leat.api.capture.SourceSurvey.SurveyedTable;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.Tables;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.TypeResolver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells of every table that a pattern could select what it is made of, and what would keep it from being captured. */
public final class TableSurvey {
    private static final TableSelection EVERYTHING = new TableSelection(
            List.of(new TablePattern("*", "*", true, true, List.of(), "")),
            List.of(),
            EnumSet.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE));

    private final Session session;

    public TableSurvey(Session session) {
        this.session = session;
    }

    /** Reads the catalog; ordered by name. */
    public List<SurveyedTable> read(TypeResolver types) throws SQLException {
        Tables catalog = new Tables(session);
        List<Table> tables = catalog.all().stream().filter(Storage::isLogged).toList();
        if (tables.isEmpty()) {
            return List.of();
        }
        Resolution resolution = new TableResolver(session, EVERYTHING, null, types, false).resolve();
        Map<TableId, CapturedTable> captured =
                resolution.tables().stream().collect(Collectors.toMap(CapturedTable::id, table -> table));
        List<SurveyedTable> surveyed = new ArrayList<>();
        for (TableDefinition table : catalog.define(tables)) {
            TableId id = table.table().id();
            List<Finding> findings = resolution.problems().stream()
                    .filter(problem -> problem.object().equals(id.toString()))
                    .collect(Collectors.toCollection(ArrayList::new));
            CapturedTable found = captured.get(id);
            List<String> key =
                    found != null && found.key().isUnique() ? found.key().columns() : List.of();
            if (found != null && key.isEmpty()) {
                findings.add(SourceFinding.NO_KEY.about(
                        id.toString(),
                        id + " has no key: sinks that find rows by key can't hold it",
                        "add a primary key"));
            }
            surveyed.add(
                    new SurveyedTable(id, columns(table), key, table.table().estimatedRows(), findings));
        }
        return surveyed;
    }

    private static List<SurveyedColumn> columns(TableDefinition table) {
        return table.columns().stream()
                .map(column -> new SurveyedColumn(column.name(), column.columnType()))
                .toList();
    }
}
