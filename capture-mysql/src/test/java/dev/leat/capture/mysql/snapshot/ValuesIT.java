package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.capture.mysql.xa.XaCommits;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M18: a row that is read is the row of the log. */
@Execution(ExecutionMode.CONCURRENT)
final class ValuesIT {
    private static final Map<String, String> CATALOG_TYPES =
            Map.of("ids.u", "uuid", "ids.i4", "inet4", "ids.i6", "inet6", "docs.j", "json");

    private static final int TABLES = 25;
    private static final int ROWS = 25;

    /** Of every type the values that the recorded log has. */
    @ParameterizedTest
    @EnumSource
    void everyTypeHasTheBytesOfTheLog(BinlogProduct product) throws Exception {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, CATALOG_TYPES);
            runTypes(product, database);

            assertThat(compare(product, logged)).hasSizeGreaterThan(12);
        }
    }

    /** MariaDB's log gives a collation for spatial columns as well; MySQL's does not. */
    @ParameterizedTest
    @EnumSource
    void tellsCharacterSetsBesideSpatialColumns(BinlogProduct product) {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
            database.execute(
                    "CREATE TABLE few (id int PRIMARY KEY, g point, a varchar(9) CHARACTER SET latin1,"
                            + " b varchar(9) CHARACTER SET utf8mb4)",
                    "CREATE TABLE many (id int PRIMARY KEY, g point, a varchar(9) CHARACTER SET utf8mb4, b varchar(9) CHARACTER SET"
                            + " utf8mb4, c varchar(9) CHARACTER SET latin1, d varchar(9) CHARACTER SET utf8mb4)",
                    "INSERT INTO few VALUES (1, POINT(1, 2), 'é', 'é')",
                    "INSERT INTO many VALUES (1, POINT(1, 2), 'é', 'é', 'é', 'é')");

            compare(product, logged);

            logged.transactions()
                    .forEach(transaction -> ReadRows.each(transaction.changes(), change -> {
                        String row = ReadRows.text(
                                change.after(), logged.known(change.schema().table()));
                        assertThat(row.lines().skip(2)).as(row).allMatch(line -> line.endsWith(" \"é\""));
                    }));
        }
    }

    /** Random types, values and keys; and in pieces along the key each row is there once, in whatever order the key has. */
    @ParameterizedTest
    @EnumSource
    void randomTablesHaveTheRowsOfTheLogInPiecesToo(BinlogProduct product) throws SQLException {
        long seed = Long.getLong("leat.test.seed", 20261122);
        try (BinlogDatabase database = product.shared().createDatabase()) {
            RandomTables tables = new RandomTables(seed);
            LoggedTables logged = new LoggedTables(database, ZeroDates.NULL, Map.of());
            Map<String, String> definitions = new TreeMap<>();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'");
                statement.execute("BEGIN");
                for (int i = 0; i < TABLES; i++) {
                    List<String> sql = tables.table("t" + i, ROWS);
                    definitions.put("t" + i, sql.get(0));
                    for (String each : sql) {
                        statement.execute(each);
                    }
                }
                statement.execute("COMMIT");
            }

            compare(product, logged);

            try (MySqlSnapshot snapshot = snapshot(product, logged);
                    ChunkReader reader = snapshot.openReader()) {
                logged.tables().forEach((id, table) -> {
                    String of = "seed " + seed + ": " + definitions.get(id.name());
                    List<String> whole =
                            ReadRows.of(reader.read(id, new ChunkBounds(null, null), Integer.MAX_VALUE), table);
                    assertThat(inPieces(reader, table, 1)).as(of).isEqualTo(whole);
                    assertThat(inPieces(reader, table, 7)).as(of).isEqualTo(whole);
                    assertThat(byKeys(reader, table)).as(of).containsExactlyInAnyOrderElementsOf(whole);
                });
            }
        }
    }

    private static List<String> inPieces(ChunkReader reader, ReadTable table, int rows) {
        List<String> all = new ArrayList<>();
        TableId id = table.schema().table();
        ChunkBounds planned = reader.next(id, null, rows);
        while (true) {
            Chunk chunk = reader.read(id, planned, Integer.MAX_VALUE);
            assertThat(chunk.bounds()).isEqualTo(planned);
            List<String> some = ReadRows.of(chunk, table);
            assertThat(some).hasSizeLessThanOrEqualTo(rows);
            all.addAll(some);
            if (planned.isLast()) {
                return all;
            }
            planned = reader.next(id, planned.upper(), rows);
        }
    }

    private static List<String> byKeys(ChunkReader reader, ReadTable table) {
        List<RowKey> keys = new ArrayList<>();
        reader.read(table.schema().table(), new ChunkBounds(null, null), Integer.MAX_VALUE)
                .rows()
                .forEach(batch -> ReadRows.each(batch, row -> keys.add(RowKey.of(row.after()))));
        return ReadRows.of(reader.readKeys(table.schema().table(), keys), table);
    }

    /** Compares all rows of all tables; returns how many each table has. */
    static Map<String, Integer> compare(BinlogProduct product, LoggedTables logged) {
        Map<TableId, List<String>> expected = new TreeMap<>((a, b) -> a.name().compareTo(b.name()));
        logged.catchUp()
                .transactions()
                .forEach(transaction -> ReadRows.each(
                        transaction.changes(),
                        change -> expected.computeIfAbsent(change.schema().table(), table -> new ArrayList<>())
                                .add(ReadRows.text(
                                        change.after(),
                                        logged.known(change.schema().table())))));
        Map<String, Integer> counts = new TreeMap<>();
        try (MySqlSnapshot snapshot = snapshot(product, logged);
                ChunkReader reader = snapshot.openReader()) {
            expected.forEach((table, rows) -> {
                List<String> read = ReadRows.of(
                        reader.read(table, new ChunkBounds(null, null), Integer.MAX_VALUE), logged.known(table));
                List<String> others = new ArrayList<>(read);
                rows.forEach(others::remove);
                rows.removeAll(read);
                assertThat(others).as(table + " has not what was logged").isEqualTo(rows);
                counts.put(table.name(), read.size());
            });
        }
        return counts;
    }

    static MySqlSnapshot snapshot(BinlogProduct product, LoggedTables logged) {
        return new MySqlSnapshot(
                logged.login(),
                logged,
                product == BinlogProduct.MYSQL ? Positioning.GTIDS : Positioning.DOMAINS,
                logged.order(),
                new XaCommits(),
                () -> new StreamBegin(new GtidSet(), 0));
    }

    private static void runTypes(BinlogProduct product, BinlogDatabase database) throws SQLException, IOException {
        String path = "/dev/leat/capture/mysql/recorded/"
                + (product == BinlogProduct.MYSQL ? "mysql-9.7" : "mariadb-11.4") + "/types.sql";
        try (InputStream in = ValuesIT.class.getResourceAsStream(path);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                for (String sql : line.startsWith("SET ") ? line.split("; ?", -1) : new String[] {line}) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            }
        }
    }
}
