package dev.leat.acceptance.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Compares every row and column of a source with a Redis database in mode hash with the default keys, in both directions. The
 * source is read in one snapshot. What a sink keeps for itself, keys that begin with {@code leat:}, is left out; any other
 * key that is no row is extra.
 */
public final class RedisComparison {
    private static final int PAGE_ROWS = 2000;
    private static final int SCAN_COUNT = 10_000;

    private final TestDatabase source;
    private final RedisTarget target;

    /** Compares a database with a target. */
    public RedisComparison(TestDatabase source, RedisTarget target) {
        this.source = source;
        this.target = target;
    }

    /** Fails with a summary of the differences unless these tables, qualified, are all that the target has. */
    public void requireEqual(List<String> tables) {
        Map<String, TableDifference> differences = differences(tables);
        assertThat(differences.values())
                .as("Redis against the source: %s", differences)
                .allMatch(TableDifference::isNone);
    }

    /** How the target differs, per table; keys of no table stand under the empty name. */
    public Map<String, TableDifference> differences(List<String> tables) {
        try (Connection connection = source.connect();
                Jedis redis = target.open()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'; SET extra_float_digits = 1");
            }
            Set<String> unexplained = keys(redis);
            Map<String, TableDifference> found = new TreeMap<>();
            List<String> names = new ArrayList<>();
            for (String table : tables) {
                String[] parts = table.split("[.]", 2);
                SourceTable described = SourceTable.read(connection, parts[0], parts[1]);
                names.add(described.name());
                found.put(described.name(), compare(connection, redis, described, parts, unexplained));
            }
            addExtras(found, names, unexplained);
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the source", e);
        }
    }

    private static Set<String> keys(Jedis redis) {
        Set<String> keys = new HashSet<>();
        ScanParams some = new ScanParams().count(SCAN_COUNT);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<byte[]> page = redis.scan(cursor.getBytes(UTF_8), some);
            for (byte[] key : page.getResult()) {
                String text = new String(key, UTF_8);
                if (!text.startsWith("leat:")) {
                    keys.add(text);
                }
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys;
    }

    private static TableDifference compare(
            Connection connection, Jedis redis, SourceTable table, String[] name, Set<String> unexplained)
            throws SQLException {
        long rows = 0;
        long missing = 0;
        Map<String, Long> different = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(PAGE_ROWS);
            try (ResultSet row = statement.executeQuery(table.query(name[0], name[1]))) {
                List<Map<String, String>> page = new ArrayList<>();
                List<String> keys = new ArrayList<>();
                boolean more = row.next();
                while (more) {
                    keys.add(row.getString(1));
                    page.add(fields(row, table));
                    rows++;
                    more = row.next();
                    if (!more || page.size() == PAGE_ROWS) {
                        missing += comparePage(redis, table, keys, page, different);
                        keys.forEach(unexplained::remove);
                        keys.clear();
                        page.clear();
                    }
                }
            }
        }
        return new TableDifference(rows, missing, 0, different);
    }

    private static Map<String, String> fields(ResultSet row, SourceTable table) throws SQLException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
            String value = row.getString(i + 2);
            if (value != null) {
                fields.put(table.columns().get(i).name(), value);
            }
        }
        return fields;
    }

    private static long comparePage(
            Jedis redis,
            SourceTable table,
            List<String> keys,
            List<Map<String, String>> page,
            Map<String, Long> different) {
        List<Response<Map<String, String>>> answers = new ArrayList<>();
        try (Pipeline pipeline = redis.pipelined()) {
            keys.forEach(key -> answers.add(pipeline.hgetAll(key)));
            pipeline.sync();
        }
        long missing = 0;
        for (int i = 0; i < keys.size(); i++) {
            Map<String, String> found = answers.get(i).get();
            if (found.isEmpty()) {
                missing++;
            } else {
                compareRow(table, page.get(i), new HashMap<>(found), different);
            }
        }
        return missing;
    }

    private static void compareRow(
            SourceTable table, Map<String, String> wanted, Map<String, String> found, Map<String, Long> different) {
        for (SourceColumn column : table.columns()) {
            String value = wanted.get(column.name());
            String other = found.remove(column.name());
            boolean same = value == null ? other == null : other != null && column.isSame(value, other);
            if (!same) {
                different.merge(column.name(), 1L, Long::sum);
            }
        }
        found.keySet().forEach(field -> different.merge(field, 1L, Long::sum));
    }

    private static void addExtras(Map<String, TableDifference> found, List<String> names, Set<String> unexplained) {
        Map<String, Long> extras = new HashMap<>();
        for (String key : unexplained) {
            String owner = names.stream()
                    .filter(name -> key.startsWith(name + ":"))
                    .findFirst()
                    .orElse("");
            extras.merge(owner, 1L, Long::sum);
        }
        extras.forEach((name, count) -> {
            TableDifference known = found.getOrDefault(name, new TableDifference(0, 0, 0, Map.of()));
            found.put(name, new TableDifference(known.rows(), known.missing(), count, known.different()));
        });
    }
}
