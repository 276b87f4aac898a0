package dev.leat.demo;

import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The target as a client sees it that knows nothing of pipelines. Belongs to one thread. */
public final class Target implements AutoCloseable {
    /** Numbers keep the digits that the server wrote. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int SCAN_COUNT = 1000;

    /** The tables and the columns of their keys. */
    private static final Map<String, List<String>> TABLES = new TreeMap<>(Map.of(
            "customers", List.of("id"),
            "products", List.of("sku"),
            "orders", List.of("id"),
            "order_lines", List.of("order_id", "line"),
            "carts", List.of("id")));

    private final Shop shop;
    private final Jedis redis;

    /** Connects. */
    public Target(Shop shop) {
        this.shop = shop;
        this.redis = new Jedis(URI.create(shop.redisUrl()));
    }

    /** The hash of a row; empty when it is not there. */
    public Map<String, String> row(String key) {
        return new TreeMap<>(redis.hgetAll(key));
    }

    /** The key of a row: {@code order_lines:17:2}. */
    static String key(String table, JsonNode row) {
        StringBuilder key = new StringBuilder(table);
        for (String column : TABLES.getOrDefault(table, List.of())) {
            key.append(':').append(text(row.path(column)).replace("\\", "\\\\").replace(":", "\\:"));
        }
        return key.toString();
    }

    /** Compares every row and every column. */
    public Comparison compare() {
        List<Comparison.Table> tables = new ArrayList<>();
        TABLES.keySet().forEach(table -> tables.add(compare(table)));
        return new Comparison(tables);
    }

    private Comparison.Table compare(String table) {
        long sourceRows = 0;
        long equalRows = 0;
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(shop.rowsAsJson(table))) {
            while (rows.next()) {
                sourceRows++;
                JsonNode row = JSON.readTree(rows.getString(1));
                if (isSame(row, redis.hgetAll(key(table, row)))) {
                    equalRows++;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("can't read " + table, e);
        }
        return new Comparison.Table(table, sourceRows, count(table), equalRows);
    }

    private long count(String table) {
        ScanParams pattern = new ScanParams().match(table + ":*").count(SCAN_COUNT);
        long count = 0;
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, pattern);
            count += page.getResult().size();
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return count;
    }

    /** A null is an absent field; the server says {@code +00:00} where the pipeline writes {@code Z}. */
    static boolean isSame(JsonNode row, Map<String, String> hash) {
        int fields = 0;
        for (Map.Entry<String, JsonNode> column : row.properties()) {
            String found = hash.get(column.getKey());
            if (column.getValue().isNull()) {
                if (found != null) {
                    return false;
                }
                continue;
            }
            fields++;
            if (found == null || !isSame(column.getValue(), found)) {
                return false;
            }
        }
        return fields == hash.size();
    }

    private static boolean isSame(JsonNode value, String found) {
        if (value.isContainer()) {
            return value.equals(JSON.readTree(found));
        }
        return found.equals(text(value)) || found.replaceFirst("Z$", "+00:00").equals(text(value));
    }

    static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    @Override
    public void close() {
        redis.close();
    }
}
