package dev.leat.capture.postgres.selection;

import dev.leat.api.Finding;
import dev.leat.api.capture.SourceSurvey.SurveyedColumn;
import dev.leat.api.capture.SourceSurvey.SurveyedTable;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.value.TypeResolver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

    private static final String COLUMNS = """
            SELECT attname, format_type(atttypid, atttypmod)
              FROM pg_attribute
             WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
             ORDER BY attnum
            """;

    private final Connection session;

    /** Over this session, which has to be one of this process's own settings. */
    public TableSurvey(Connection session) {
        this.session = session;
    }

    /**
     * Reads the catalog; ordered by name.
     *
     * @param generatedAreSent whether the server can send stored generated columns
     */
    public List<SurveyedTable> read(TypeResolver types, boolean generatedAreSent) throws SQLException {
        List<Table> all = new Tables(session).all();
        List<Table> tables = all.stream().filter(TableSelector::suitsPattern).toList();
        if (tables.isEmpty()) {
            return List.of();
        }
        Resolution resolution = new TableResolver(session, EVERYTHING, types, generatedAreSent, List.of()).resolve();
        Map<TableId, CapturedTable> captured =
                resolution.tables().stream().collect(Collectors.toMap(CapturedTable::id, table -> table));
        List<SurveyedTable> surveyed = new ArrayList<>();
        for (Table table : tables) {
            List<Finding> findings = resolution.problems().stream()
                    .filter(problem -> concerns(problem, table.id(), all))
                    .collect(Collectors.toCollection(ArrayList::new));
            CapturedTable found = captured.get(table.id());
            List<String> key = found != null && found.schema().hasUniqueKey() ? found.keyColumns() : List.of();
            if (found != null && key.isEmpty()) {
                findings.add(SourceFinding.NO_KEY.about(
                        table.id().toString(),
                        table.id() + " has no key: sinks that find rows by key can't hold it",
                        "add a primary key"));
            }
            surveyed.add(new SurveyedTable(table.id(), columns(table), key, table.estimatedRows(), findings));
        }
        surveyed.sort((a, b) -> a.table().compareTo(b.table()));
        return surveyed;
    }

    /** Problems name the table, or one of its columns behind a dot, or a partition. */
    private static boolean concerns(Finding problem, TableId table, List<Table> all) {
        String object = problem.object();
        return object.equals(table.toString())
                || object.startsWith(table + ".")
                || all.stream()
                        .anyMatch(one -> table.equals(one.root())
                                && object.equals(one.id().toString()));
    }

    private List<SurveyedColumn> columns(Table table) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(COLUMNS)) {
            statement.setLong(1, Integer.toUnsignedLong(table.oid()));
            try (ResultSet rows = statement.executeQuery()) {
                List<SurveyedColumn> columns = new ArrayList<>();
                while (rows.next()) {
                    columns.add(new SurveyedColumn(rows.getString(1), rows.getString(2)));
                }
                return columns;
            }
        }
    }
}
