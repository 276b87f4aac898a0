package dev.leat.acceptance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares every row and column of a source with the documents behind the aliases of its tables, in both directions. The
 * source is read in one snapshot. A null is a member that is there.
 */
public final class SearchComparison {
    private final TestDatabase source;
    private final SearchTarget target;

    /** Compares a database with a target. */
    public SearchComparison(TestDatabase source, SearchTarget target) {
        this.source = source;
        this.target = target;
    }

    /** Fails with a summary of the differences unless the documents are the rows of these tables, qualified. */
    public void requireEqual(List<String> tables) {
        Map<String, TableDifference> differences = differences(tables);
        assertThat(differences.values())
                .as("the search server against the source: %s", differences)
                .allMatch(TableDifference::isNone);
    }

    private Map<String, TableDifference> differences(List<String> tables) {
        try (Connection connection = source.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'; SET extra_float_digits = 1");
            }
            Map<String, TableDifference> found = new TreeMap<>();
            for (String table : tables) {
                String[] parts = table.split("[.]", 2);
                SourceTable described = SourceTable.read(connection, parts[0], parts[1]);
                found.put(described.name(), compare(connection, described, described.query(parts[0], parts[1])));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the source", e);
        }
    }

    private TableDifference compare(Connection connection, SourceTable table, String query) throws SQLException {
        Map<String, JsonNode> documents = target.documents(table.name());
        Map<String, Long> different = new TreeMap<>();
        long rows = 0;
        long missing = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows++;
                String key = row.getString(1).substring(table.name().length() + 1);
                JsonNode document = documents.remove(key);
                if (document == null) {
                    missing++;
                } else {
                    compareRow(row, table, document, different);
                }
            }
        }
        return new TableDifference(rows, missing, documents.size(), different);
    }

    private static void compareRow(ResultSet row, SourceTable table, JsonNode document, Map<String, Long> different)
            throws SQLException {
        Map<String, JsonNode> found = new HashMap<>();
        document.properties().forEach(member -> found.put(member.getKey(), member.getValue()));
        for (int i = 0; i < table.columns().size(); i++) {
            SourceColumn column = table.columns().get(i);
            if (!isSame(column, row.getString(i + 2), found.remove(column.name()))) {
                different.merge(column.name(), 1L, Long::sum);
            }
        }
        found.keySet().forEach(field -> different.merge(field, 1L, Long::sum));
    }

    private static boolean isSame(SourceColumn column, @Nullable String wanted, @Nullable JsonNode found) {
        if (found == null) {
            return false;
        }
        if (wanted == null || found.isNull()) {
            return wanted == null && found.isNull();
        }
        return column.isSame(wanted, found.isString() ? found.stringValue() : found.toString());
    }
}
