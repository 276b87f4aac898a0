package dev.leat.capture.postgres.value;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Tables of generated types with generated values. The same seed makes the same ones. */
public final class GeneratedRows {
    /** Stands before the reason why a value has no JSON. */
    public static final String FAILED = "failed: ";

    private final Random random;
    private final RandomTypes types;
    private final List<List<RandomType>> tables;

    public GeneratedRows(long seed, int tableCount, int columnCount) {
        random = new Random(seed);
        types = new RandomTypes(random);
        tables = IntStream.range(0, tableCount)
                .mapToObj(table -> IntStream.range(0, columnCount)
                        .mapToObj(column -> types.type())
                        .toList())
                .toList();
    }

    public List<String> tables() {
        return IntStream.range(0, tables.size()).mapToObj(i -> "t" + i).toList();
    }

    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : RandomTypes.SETUP) {
                statement.execute(sql);
            }
            for (String sql : types.created()) {
                statement.execute(sql);
            }
            for (int table = 0; table < tables.size(); table++) {
                List<RandomType> columns = tables.get(table);
                statement.execute("CREATE TABLE t" + table + " (n int PRIMARY KEY, "
                        + IntStream.range(0, columns.size())
                                .mapToObj(i -> "c" + i + " " + columns.get(i).sql())
                                .collect(Collectors.joining(", "))
                        + ")");
            }
        }
    }

    public void insert(Connection connection, int rowCount) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int table = 0; table < tables.size(); table++) {
                for (int row = 0; row < rowCount; row++) {
                    statement.execute("INSERT INTO t" + table + " VALUES (" + row + ", "
                            + tables.get(table).stream()
                                    .map(type -> type.field(random))
                                    .collect(Collectors.joining(", "))
                            + ")");
                }
            }
        }
    }

    /** Where what came is not what is promised for what the server says. */
    public List<String> differences(Connection connection, Map<String, List<String>> came) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (int table = 0; table < tables.size(); table++) {
            List<RandomType> columns = tables.get(table);
            List<String> ours = came.getOrDefault("t" + table, List.of());
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT to_jsonb(t)::text FROM public.t" + table + " t ORDER BY n")) {
                for (int at = 0; rows.next(); at += columns.size() + 1) {
                    JsonNode row = ExactJson.parse(rows.getString(1));
                    for (int i = 0; i < columns.size(); i++) {
                        JsonNode wanted = columns.get(i).promised(row.get("c" + i));
                        String found = ours.get(at + 1 + i);
                        if (found.startsWith(FAILED)
                                || found.indexOf('\n') >= 0
                                || !ExactJson.equal(ExactJson.parse(found), wanted)) {
                            differences.add(columns.get(i) + "\n  ours   " + found + "\n  wanted " + wanted);
                        }
                    }
                }
            }
        }
        return differences;
    }
}
