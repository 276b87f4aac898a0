package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.sink.MemorySink;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose log does not name the columns of rows, as both do by default. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with create()
final class UnnamedColumnsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<BinlogProduct, BinlogServer> SERVERS = new EnumMap<>(BinlogProduct.class);

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private BinlogDatabase database;
    private TableId items;

    private static BinlogServer start(BinlogProduct product) {
        return product.builder()
                .setting("binlog_row_metadata", product == BinlogProduct.MYSQL ? "MINIMAL" : "NO_LOG")
                .start();
    }

    static BinlogServer server(BinlogProduct product) {
        return SERVERS.computeIfAbsent(product, UnnamedColumnsIT::start);
    }

    private void create(BinlogProduct product) {
        database = server(product).createDatabase();
        items = new TableId(database.name(), "items");
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40), note TEXT)");
    }

    @AfterEach
    void dropDatabase() {
        if (database != null) {
            XaClient.rollbackAll(database.server(), "unnamed");
            database.close();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.values().forEach(BinlogServer::close);
    }

    @Nested
    final class MySql extends BinlogPipelineTests {
        @Override
        BinlogServer server() {
            return UnnamedColumnsIT.server(BinlogProduct.MYSQL);
        }
    }

    @Nested
    final class MariaDb extends BinlogPipelineTests {
        @Override
        BinlogServer server() {
            return UnnamedColumnsIT.server(BinlogProduct.MARIADB);
        }
    }

    // M16, M18: whatever a table map tells of a type when the log names columns
    @ParameterizedTest
    @EnumSource
    void rowsOfTheLogAreThoseThatAreRead(BinlogProduct product) {
        create(product);
        database.execute(
                "CREATE TABLE many (id BIGINT UNSIGNED, part CHAR(3) CHARACTER SET latin1, tiny TINYINT UNSIGNED,"
                        + " amount DECIMAL(20, 4), ratio DOUBLE, kind ENUM('a', 'ü') CHARACTER SET latin1,"
                        + " tags SET('x', 'y', 'z'), doc JSON, raw VARBINARY(20), old TEXT CHARACTER SET latin1,"
                        + " at DATETIME(3), day DATE, bits BIT(10), sum INT AS (tiny + 1) VIRTUAL, made INT AS (tiny + 2) STORED,"
                        + " place POINT, PRIMARY KEY (part, id)) CHARACTER SET utf8mb4",
                "INSERT INTO many (id, part, tiny, amount, ratio, kind, tags, doc, raw, old, at, day, bits, place) VALUES"
                        + " (18446744073709551615, 'äb', 255, -1.5, 0.1, 'ü', 'x,z', '{\"a\": [1, null]}', X'00FF', 'öl',"
                        + " '2026-11-22 10:20:30.123', '2026-11-22', b'1000000001', POINT(1, 2)),"
                        + " (2, 'b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
        TableId many = new TableId(database.name(), "many");
        String columns = "id, part, tiny, amount, ratio, kind, tags, doc, raw, old, at, day, bits, place";
        catchUp();
        Map<String, Map<String, String>> read = target.rows(many);
        assertThat(read).hasSize(2);
        database.execute(
                "CREATE TABLE kept LIKE many",
                "INSERT INTO kept (" + columns + ") SELECT " + columns + " FROM many",
                "DELETE FROM many");
        catchUp();
        assertThat(target.rows(many)).isEmpty();
        database.execute("INSERT INTO many (" + columns + ") SELECT " + columns + " FROM kept");

        catchUp();

        assertThat(target.rows(many)).isEqualTo(read);
    }

    // M16: the stream is there when the table is altered
    @ParameterizedTest
    @EnumSource
    void followsATableThatIsAlteredTimeAndAgain(BinlogProduct product) {
        create(product);
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state)) {
            database.execute("INSERT INTO items VALUES (1, 'one', 'n')");
            awaitRow(pipeline, "1", "name", "\"one\"");
            database.execute(
                    "ALTER TABLE items DROP COLUMN name, ADD COLUMN other VARCHAR(40) AFTER id",
                    "INSERT INTO items VALUES (2, 'o2', 'n2')");
            awaitRow(pipeline, "2", "other", "\"o2\"");
            database.execute(
                    "ALTER TABLE items RENAME COLUMN other TO third", "UPDATE items SET third = 't2' WHERE id = 2");
            awaitRow(pipeline, "2", "third", "\"t2\"");
            database.execute(
                    "ALTER TABLE items MODIFY COLUMN note TEXT FIRST",
                    "INSERT INTO items (id, third, note) VALUES (3, 't3', 'n3')");
            awaitRow(pipeline, "3", "third", "\"t3\"");
        }
        assertThat(target.rows(items).get("2")).containsEntry("note", "\"n2\"");
        assertThat(target.rows(items).get("3")).containsEntry("note", "\"n3\"");
    }

    // M16: altered while nobody read
    @ParameterizedTest
    @EnumSource
    void goesOnBehindAStatementThatNoRowsWereWrittenBefore(BinlogProduct product) {
        create(product);
        database.execute("INSERT INTO items VALUES (1, 'one', 'n')");
        catchUp();
        database.execute(
                "CREATE TABLE unread (items_id INT)",
                "ALTER TABLE items DROP COLUMN name, ADD COLUMN other VARCHAR(40) AFTER id",
                "INSERT INTO items VALUES (2, 'o2', 'n2')",
                "DROP TABLE unread");

        catchUp();

        assertThat(target.rows(items).get("2")).containsEntry("other", "\"o2\"");
    }

    // M16: rows from before the stream began
    @ParameterizedTest
    @EnumSource
    void namesTheColumnsOfRowsThatWerePreparedBefore(BinlogProduct product) {
        create(product);
        XaClient.prepare(database, "unnamed", "INSERT INTO items VALUES (1, 'one', 'n')");
        database.execute("CREATE TABLE other (id INT PRIMARY KEY, items_id INT)", "FLUSH BINARY LOGS");
        catchUp();
        assertThat(target.rows(items)).isEmpty();
        database.execute("INSERT INTO items VALUES (2, 'two', 'n')", "XA COMMIT 'unnamed'");

        catchUp();

        assertThat(target.rows(items).get("1")).containsEntry("name", "\"one\"").containsEntry("note", "\"n\"");
        assertThat(target.rows(items)).containsOnlyKeys("1", "2");
    }

    // M16, P10: nothing tells any more what the table was
    @ParameterizedTest
    @EnumSource
    void stopsAtRowsFromBeforeAStatementThatCameWhileNobodyRead(BinlogProduct product) {
        create(product);
        database.execute("INSERT INTO items VALUES (1, 'one', 'n')");
        catchUp();
        database.execute(
                "INSERT INTO items VALUES (2, 'two', 'n2')",
                "ALTER TABLE items DROP COLUMN name, ADD COLUMN other VARCHAR(40) AFTER id",
                "INSERT INTO items VALUES (3, 'o3', 'n3')");

        for (int run = 0; run < 2; run++) {
            Outcome stopped = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
            assertThat(Objects.requireNonNull(stopped.cause()).kind()).isEqualTo(ErrorKind.GAP);
            assertThat(stopped.cause())
                    .hasMessageContaining("may have altered " + items)
                    .hasMessageContaining("binlog_row_metadata = FULL");
            assertThat(target.rows(items)).containsOnlyKeys("1");
        }

        state.wishReseedOfAll();
        catchUp();
        assertThat(target.rows(items)).containsOnlyKeys("1", "2", "3");
        assertThat(target.rows(items).get("3")).containsEntry("other", "\"o3\"");
    }

    private void awaitRow(RunningPipeline pipeline, String id, String column, String value) {
        await().atMost(SOON).untilAsserted(() -> {
            if (pipeline.isOver()) {
                throw new IllegalStateException(pipeline.await(SOON).cause());
            }
            assertThat(target.rows(items)).containsKey(id);
            assertThat(target.rows(items).get(id)).containsEntry(column, value);
        });
    }

    private void catchUp() {
        Outcome outcome = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }
}
