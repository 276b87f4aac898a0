package dev.leat.acceptance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.BinlogDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares every row and column of a MySQL or MariaDB database with a Redis database in mode hash with the default keys, in both
 * directions. The server itself says what a value's text is. What a sink keeps for itself, keys that begin with {@code leat:}, is
 * left out; any other key that is no row is extra. Rows are kept in memory: for some ten thousand.
 */
public final class BinlogComparison {
    private static final int SCAN_COUNT = 10_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final BinlogDatabase source;
    private final RedisTarget target;

    /** Compares a database with a target. */
    public BinlogComparison(BinlogDatabase source, RedisTarget target) {
        this.source = source;
        this.target = target;
    }

    /** Fails with a summary of the differences unless these tables, by their bare names, are all that the target has. */
    public void requireEqual(List<String> tables) {
        Map<String, Integer> differences = differences(tables);
        assertThat(differences).as("Redis against the source").isEmpty();
    }

    /** In how many rows the target differs, by what differs. */
    public Map<String, Integer> differences(List<String> tables) {
        Map<String, Integer> differences = new TreeMap<>();
        try (Connection connection = source.connect();
                Jedis redis = target.open()) {
            Map<String, Map<String, String>> found = targetRows(redis);
            for (String table : tables) {
                Map<String, String> types = types(connection, table);
                sourceRows(connection, table, types).forEach((key, row) -> {
                    Map<String, String> other = found.remove(key);
                    if (other == null) {
                        differences.merge(table + ": missing", 1, Integer::sum);
                    } else {
                        compare(table, types, row, other, differences);
                    }
                });
            }
            found.keySet().forEach(key -> differences.merge(key.split(":", 2)[0] + ": extra", 1, Integer::sum));
            return differences;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the source", e);
        }
    }

    private static void compare(
            String table,
            Map<String, String> types,
            Map<String, String> wanted,
            Map<String, String> found,
            Map<String, Integer> differences) {
        TreeSet<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            String value = wanted.get(name);
            String other = found.get(name);
            String type = types.getOrDefault(name, "");
            if (value == null || other == null || !sourceValue(type, value).equals(targetValue(type, other))) {
                differences.merge(table + "." + name, 1, Integer::sum);
            }
        }
    }

    /** The server's text as it has to be, in a form in which equal values have equal texts. */
    private static String sourceValue(String type, String text) {
        return switch (type) {
            case "datetime" -> LocalDateTime.parse(text.replace(' ', 'T')).toString();
            case "timestamp" ->
                LocalDateTime.parse(text.replace(' ', 'T'))
                        .toInstant(ZoneOffset.UTC)
                        .toString();
            default -> targetValue(type, text);
        };
    }

    private static String targetValue(String type, String text) {
        return switch (type) {
            case "datetime" -> LocalDateTime.parse(text).toString();
            case "timestamp" -> Instant.parse(text).toString();
            case "double", "float" -> Double.toString(Double.parseDouble(text));
            case "json" -> JSON.readTree(text).toString();
            default -> text;
        };
    }

    /** The JSON of MariaDB is a {@code longtext}, and the tables of the tests have no other. */
    private static Map<String, String> types(Connection connection, String table) throws SQLException {
        return read(
                connection,
                "SELECT column_name, IF(data_type = 'longtext', 'json', data_type) FROM information_schema.columns"
                        + " WHERE table_schema = database() AND table_name = ?",
                table);
    }

    private static List<String> key(Connection connection, String table) throws SQLException {
        Map<String, String> places = read(
                connection,
                "SELECT seq_in_index, column_name FROM information_schema.statistics"
                        + " WHERE table_schema = database() AND table_name = ? AND index_name = 'PRIMARY'",
                table);
        return List.copyOf(new TreeMap<>(places).values());
    }

    private static Map<String, String> read(Connection connection, String sql, String table) throws SQLException {
        Map<String, String> read = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    read.put(row.getString(1), row.getString(2));
                }
            }
        }
        return read;
    }

    private static Map<String, Map<String, String>> sourceRows(
            Connection connection, String table, Map<String, String> types) throws SQLException {
        List<String> names = List.copyOf(types.keySet());
        List<String> key = key(connection, table);
        Map<String, Map<String, String>> rows = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            try (ResultSet row = statement.executeQuery(names.stream()
                    .map(name -> text(name, types.getOrDefault(name, "")))
                    .collect(Collectors.joining(", ", "SELECT ", " FROM " + table)))) {
                while (row.next()) {
                    Map<String, String> values = new HashMap<>();
                    for (int i = 0; i < names.size(); i++) {
                        String value = row.getString(i + 1);
                        if (value != null) {
                            values.put(names.get(i), value);
                        }
                    }
                    rows.put(
                            key.stream()
                                    .map(name -> values.getOrDefault(name, "")
                                            .replace("\\", "\\\\")
                                            .replace(":", "\\:"))
                                    .collect(Collectors.joining(":", table + ":", "")),
                            values);
                }
            }
        }
        return rows;
    }

    private static String text(String name, String type) {
        return switch (type) {
            case "blob", "varbinary", "binary" -> "REPLACE(TO_BASE64(`" + name + "`), '\\n', '')";
            default -> "CAST(`" + name + "` AS CHAR)";
        };
    }

    private static Map<String, Map<String, String>> targetRows(Jedis redis) {
        List<String> keys = keys(redis);
        Map<String, Response<Map<String, String>>> answers = new HashMap<>();
        try (Pipeline pipeline = redis.pipelined()) {
            for (String key : keys) {
                answers.put(key, pipeline.hgetAll(key));
            }
        }
        Map<String, Map<String, String>> rows = new HashMap<>();
        answers.forEach((key, answer) -> rows.put(key, answer.get()));
        return rows;
    }

    private static List<String> keys(Jedis redis) {
        List<String> keys = new ArrayList<>();
        ScanParams some = new ScanParams().count(SCAN_COUNT);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, some);
            page.getResult().stream().filter(key -> !key.startsWith("leat:")).forEach(keys::add);
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys;
    }
}
