package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.log.Place;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.sink.MemorySink;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever shape the server gives its log: small and compressed events, checksums or none, parts of rows. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with create()
final class LogShapesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<BinlogProduct, BinlogServer> SERVERS = new EnumMap<>(BinlogProduct.class);

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private BinlogServer server;
    private BinlogDatabase database;
    private TableId items;

    /** Rows that are split over many events; MariaDB compresses them and says which statement they are of. */
    private static BinlogServer start(BinlogProduct product) {
        return product.builder()
                .setting("binlog_row_event_max_size", "256")
                .setting("max_binlog_size", "16384")
                .setting("loose_log_bin_compress", "ON")
                .setting("loose_log_bin_compress_min_len", "10")
                .setting("loose_binlog_annotate_row_events", "ON")
                .setting("loose_slave_connections_needed_for_purge", "0")
                .start();
    }

    private void create(BinlogProduct product) {
        server = SERVERS.computeIfAbsent(product, LogShapesIT::start);
        database = server.createDatabase();
        items = new TableId(database.name(), "items");
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40), note TEXT, doc JSON)");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @AfterAll
    static void closeServers() {
        SERVERS.values().forEach(BinlogServer::close);
    }

    // M5, M13, M17: the server begins a new file whenever the checksums change, and when it is told to
    @ParameterizedTest
    @EnumSource
    void followsNewFilesAndChecksumsThatComeAndGo(BinlogProduct product) throws SQLException {
        create(product);
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state)) {
            database.execute("INSERT INTO items VALUES (-1, 'first', NULL, NULL)");
            await().atMost(SOON).until(() -> target.rows(items).containsKey("-1"));
            for (int i = 0; i < 12; i++) {
                write(
                        "INSERT INTO items SELECT a.n * 10 + b.n + " + i * 40
                                + ", 'a name', REPEAT('text ', 30), '{\"a\": 1}' FROM (SELECT 0 n UNION SELECT 1 UNION SELECT 2"
                                + " UNION SELECT 3) a, (SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4"
                                + " UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b",
                        "UPDATE items SET note = CONCAT(note, '" + i + "') WHERE id % 3 = 0",
                        "DELETE FROM items WHERE id % 7 = " + i % 7);
                switch (i % 4) {
                    case 0 -> server.execute("SET GLOBAL binlog_checksum = NONE");
                    case 2 -> server.execute("SET GLOBAL binlog_checksum = CRC32");
                    default -> server.execute("FLUSH BINARY LOGS");
                }
            }
            awaitEqual(pipeline);
            assertThat(pipeline.isOver()).isFalse();
        } finally {
            server.execute("SET GLOBAL binlog_checksum = CRC32");
        }
        server.execute("SET GLOBAL binlog_checksum = NONE");
        try {
            write("UPDATE items SET name = 'while away'");
            catchUp();
            requireEqual();
        } finally {
            server.execute("SET GLOBAL binlog_checksum = CRC32");
        }
    }

    // M8: a compressed transaction that is larger than a batch comes in batches all the same
    @ParameterizedTest
    @EnumSource
    void readsALargeTransactionPieceByPiece(BinlogProduct product) throws SQLException {
        create(product);
        try (MySqlCapture capture = Captures.of(database.leatUrl(), 100, state);
                PolledStream stream = PolledStream.open(capture)) {
            Place before = LogEnds.of(server);
            write(
                    product == BinlogProduct.MYSQL
                            ? "SET SESSION binlog_transaction_compression = ON"
                            : "SET SESSION binlog_row_image = FULL", // compressed by the server's settings
                    product == BinlogProduct.MYSQL
                            ? "SET SESSION cte_max_recursion_depth = 10000"
                            : "SET SESSION max_recursive_iterations = 10000",
                    "INSERT INTO items WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                            + " SELECT i, 'a name', REPEAT('x', 300), NULL FROM n");
            Place after = LogEnds.of(server);
            if (after.file().equals(before.file())) {
                assertThat(after.offset() - before.offset()).as("compressed").isLessThan(1_000_000);
            }

            stream.awaitWhole(5000);

            assertThat(stream.largestBatch()).isLessThanOrEqualTo(101);
            assertThat(stream.whole().stream().map(PolledStream.Seen::sequence).distinct())
                    .hasSize(1);
            assertThat(stream.whole().get(4999).text()).isEqualTo("insert 5000");
        }
    }

    // M6: some of the writers log parts of their rows only
    @ParameterizedTest
    @EnumSource
    void rowsAreWholeInTheTargetWhateverWasLogged(BinlogProduct product) throws SQLException {
        create(product);
        String document = "{\"long\": \"" + "y".repeat(200) + "\", \"a\": 1}";
        write("INSERT INTO items VALUES (1, 'one', 'n1', '" + document + "'), (2, 'two', 'n2', '" + document
                + "'), (3, 'three', 'n3', '" + document + "'), (4, 'four', 'n4', '" + document + "')");
        catchUp();
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state)) {
            for (int i = 0; i < 5; i++) {
                write("UPDATE items SET name = 'whole " + i + "' WHERE id = 1");
                write(
                        "SET SESSION binlog_row_image = MINIMAL",
                        "UPDATE items SET name = 'minimal " + i + "' WHERE id = 2",
                        "INSERT INTO items (id, name) VALUES (" + (10 + i) + ", 'few')",
                        "UPDATE items SET id = " + (40 + i) + " WHERE id = " + (10 + i),
                        "DELETE FROM items WHERE id = " + (39 + i));
                write(
                        "SET SESSION binlog_row_image = NOBLOB",
                        "UPDATE items SET name = 'no blob " + i + "' WHERE id = 3",
                        "UPDATE items SET id = " + (21 + i) + " WHERE id = " + (i == 0 ? 4 : 20 + i));
                if (product == BinlogProduct.MYSQL) {
                    write(
                            "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                            "UPDATE items SET doc = JSON_SET(doc, '$.a', " + i + ") WHERE id IN (1, 2)",
                            "UPDATE items SET doc = JSON_REPLACE(doc, '$.a', 'text'), note = 'p' WHERE id = 3");
                }
            }
            awaitEqual(pipeline);
        }
        write("SET SESSION binlog_row_image = MINIMAL", "UPDATE items SET note = 'away' WHERE id IN (1, 25)");
        catchUp();
        requireEqual();
    }

    // M7
    @ParameterizedTest
    @EnumSource
    void aStatementInTheLogStopsThePipeline(BinlogProduct product) throws SQLException {
        create(product);
        write("INSERT INTO items VALUES (1, 'one', NULL, NULL)");
        catchUp();
        write("SET SESSION binlog_format = STATEMENT", "UPDATE items SET name = 'unseen'");

        for (int run = 0; run < 2; run++) {
            Outcome refused = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);

            assertThat(refused.exitCode()).isNotZero();
            assertThat(Objects.requireNonNull(refused.cause()).kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(refused.cause())
                    .hasMessageContaining("logged as a statement")
                    .hasMessageContaining("SET GLOBAL binlog_format = ROW")
                    .hasMessageContaining("leat reseed FILE");
        }
        assertThat(target.rows(items).get("1")).containsEntry("name", "\"one\"");

        state.wishReseedOfAll();
        catchUp();
        requireEqual();
    }

    // M16: rows of before and after in one catch-up, and as many columns before as after
    @ParameterizedTest
    @EnumSource
    void takesColumnsByTheirNamesWhenOneMadeRoomForAnother(BinlogProduct product) throws SQLException {
        create(product);
        write("INSERT INTO items VALUES (1, 'one', 'n1', NULL), (2, 'two', 'n2', NULL)");
        catchUp();
        write(
                "UPDATE items SET note = 'before' WHERE id = 1",
                "INSERT INTO items VALUES (3, 'three', 'n3', NULL)",
                "ALTER TABLE items DROP COLUMN name, ADD COLUMN other VARCHAR(40) DEFAULT 'd' AFTER id",
                "INSERT INTO items VALUES (4, 'o4', 'n4', NULL)",
                "UPDATE items SET note = 'after' WHERE id = 2");

        catchUp();

        Map<String, Map<String, String>> rows = target.rows(items);
        assertThat(rows).containsOnlyKeys("1", "2", "3", "4");
        assertThat(rows.get("1")).containsEntry("note", "\"before\"");
        assertThat(rows.get("2")).containsEntry("note", "\"after\"").containsEntry("other", "\"d\"");
        assertThat(rows.get("3")).containsEntry("note", "\"n3\"");
        assertThat(rows.get("4")).containsEntry("note", "\"n4\"").containsEntry("other", "\"o4\"");
        assertThat(rows.values()).allSatisfy(row -> assertThat(row.get("other")).isIn(null, "\"d\"", "\"o4\""));
    }

    /** In one session. */
    private void write(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void awaitEqual(RunningPipeline pipeline) {
        await().atMost(SOON).untilAsserted(() -> {
            if (pipeline.isOver()) {
                throw new IllegalStateException(pipeline.await(SOON).cause());
            }
            requireEqual();
        });
    }

    private void requireEqual() {
        Map<String, String> rows = new TreeMap<>();
        target.rows(items)
                .forEach((id, row) ->
                        rows.put(id, row.get("name") + "|" + row.get("note") + "|" + document(row.get("doc"))));
        assertThat(rows).isEqualTo(sourceRows());
    }

    private Map<String, String> sourceRows() {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT id, name, note, doc FROM items")) {
            while (row.next()) {
                rows.put(
                        row.getString(1),
                        json(row.getString(2)) + "|" + json(row.getString(3)) + "|" + document(row.getString(4)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return rows;
    }

    private static String json(@Nullable String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    /** MariaDB's documents are texts. */
    private static String document(@Nullable String text) {
        return text == null ? "null" : text.replaceAll("[\\\\\"\\s]", "");
    }

    private void catchUp() {
        Outcome outcome = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }
}
