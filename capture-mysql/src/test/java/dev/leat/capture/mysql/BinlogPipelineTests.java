package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.sink.MemorySink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The capture under the real engine, with a target in memory. */
@Timeout(120)
abstract class BinlogPipelineTests {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private BinlogDatabase database;
    private TableId items;

    abstract BinlogServer server();

    @BeforeEach
    void createDatabase() {
        database = server().createDatabase();
        items = new TableId(database.name(), "items");
        database.execute(
                "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40), note TEXT) CHARACTER SET utf8mb4",
                "INSERT INTO items WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                        + " SELECT i, CONCAT('item ', i), NULL FROM n");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void seedsWhatIsThereAndStreamsWhatComes() {
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            awaitSeeded(pipeline);
            database.execute(
                    "INSERT INTO items VALUES (6000, 'new', 'x')",
                    "UPDATE items SET name = 'changed' WHERE id = 7",
                    "DELETE FROM items WHERE id = 8",
                    "UPDATE items SET id = 7000 WHERE id = 9");
            awaitEqual(pipeline);
        }
        assertThat(target.rows(items)).containsKey("7000").doesNotContainKeys("8", "9");
    }

    @Test
    void readsNothingASecondTimeAndLosesNothingBetween() {
        catchUp();
        database.execute("DELETE FROM items WHERE id = 1", "UPDATE items SET note = 'later' WHERE id < 50");

        catchUp();

        requireEqual();
        assertThat(target.readCount()).isEqualTo(901);
    }

    // S1 to S9 on a real server: rows are read beside the writers of the same rows, over breaks
    @Test
    void isEqualInTheEndWhateverIsWrittenBesideTheSeeding() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> write(over), "test-writer");
        writer.start();
        try {
            for (int run = 0; run < 3; run++) {
                try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
                    if (run == 2) {
                        awaitSeeded(pipeline);
                    } else {
                        Thread.sleep(300L * run + 150); // somewhere in the middle
                        pipeline.abort();
                    }
                }
            }
        } finally {
            over.set(true);
            writer.join();
        }

        catchUp();

        requireEqual();
    }

    private void write(AtomicBoolean over) {
        Random random = new Random(7);
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            while (!over.get()) {
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    int id = random.nextInt(1200);
                    switch (random.nextInt(4)) {
                        case 0 -> run(connection, "DELETE FROM items WHERE id = ?", id);
                        case 1 ->
                            run(connection, "UPDATE IGNORE items SET id = ? WHERE id = ?", random.nextInt(1200), id);
                        case 2 -> run(connection, "UPDATE items SET note = ? WHERE id = ?", random.nextInt(), id);
                        default -> run(connection, "REPLACE INTO items VALUES (?, 'replaced', NULL)", id);
                    }
                }
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Test
    void catchesUpBesideOthersWhoNeverStopWriting() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (BinlogDatabase other = server().createDatabase()) {
            other.execute("CREATE TABLE busy (id INT PRIMARY KEY AUTO_INCREMENT, v TEXT)");
            Thread writer = new Thread(() -> writeElsewhere(other, over), "test-writer");
            writer.start();
            try {
                catchUp();
            } finally {
                over.set(true);
                writer.join();
            }
        }
        requireEqual();
    }

    private static void writeElsewhere(BinlogDatabase other, AtomicBoolean over) {
        try (Connection connection = other.connect()) {
            while (!over.get()) {
                run(connection, "INSERT INTO busy (v) VALUES (?)", "not ours");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void emptiesATableThatIsTruncated() {
        catchUp();
        database.execute(
                "INSERT INTO items VALUES (5000, 'before', NULL)",
                "TRUNCATE TABLE items",
                "INSERT INTO items VALUES (1, 'behind', NULL)");

        catchUp();

        requireEqual();
        assertThat(target.rows(items)).containsOnlyKeys("1");
    }

    /** None of these rows is logged: the table is read anew. */
    @Test
    void noticesRowsThatComeAndGoWithPartitionsAndTables() {
        database.execute("ALTER TABLE items PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (500),"
                + " PARTITION p1 VALUES LESS THAN (1000), PARTITION p2 VALUES LESS THAN MAXVALUE)");
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            awaitEqual(pipeline);
            database.execute("ALTER TABLE items TRUNCATE PARTITION p1", "INSERT INTO items VALUES (700, 'new', NULL)");
            awaitEqual(pipeline);
            database.execute("ALTER TABLE items DROP PARTITION p0", "UPDATE items SET note = 'x'");
            awaitEqual(pipeline);
        }
        database.execute(
                "DROP TABLE items",
                "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40), note TEXT) CHARACTER SET utf8mb4",
                "INSERT INTO items VALUES (1, 'first', NULL)");
        catchUp();
        requireEqual();
        database.execute(
                "CREATE TABLE fresh LIKE items",
                "INSERT INTO fresh VALUES (2, 'second', NULL)",
                "RENAME TABLE items TO old, fresh TO items",
                "INSERT INTO old VALUES (3, 'not ours', NULL)",
                "INSERT INTO items VALUES (4, 'ours', NULL)");

        catchUp();

        requireEqual();
        assertThat(target.rows(items)).containsOnlyKeys("2", "4");
    }

    // M16
    @Test
    void followsColumnsByTheirNamesThroughChangesOfTheTable() {
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            awaitSeeded(pipeline);
            database.execute(
                    "ALTER TABLE items ADD COLUMN more INT NOT NULL DEFAULT 5 FIRST",
                    "INSERT INTO items VALUES (1, 5000, 'first', NULL)");
            awaitColumn(pipeline, "1", "more", "5");
            database.execute(
                    "ALTER TABLE items DROP COLUMN more, ADD COLUMN less VARCHAR(9) DEFAULT 'x' AFTER id",
                    "UPDATE items SET note = 'again' WHERE id = 5");
            awaitColumn(pipeline, "6", "less", "\"x\"");
            assertThat(target.rows(items).get("5"))
                    .containsEntry("note", "\"again\"")
                    .containsEntry("name", "\"item 5\"");
            database.execute("ALTER TABLE items RENAME COLUMN less TO least");
            awaitColumn(pipeline, "6", "least", "\"x\"");
        }
    }

    private void awaitColumn(RunningPipeline pipeline, String id, String column, String value) {
        await().atMost(SOON).untilAsserted(() -> {
            requireRunning(pipeline);
            assertThat(target.rows(items).get(id)).containsEntry(column, value);
        });
    }

    private void awaitSeeded(RunningPipeline pipeline) {
        await().atMost(SOON).untilAsserted(() -> {
            requireRunning(pipeline);
            assertThat(target.state(items)).isInstanceOf(SeedState.Seeded.class);
        });
    }

    private void awaitEqual(RunningPipeline pipeline) {
        await().atMost(SOON).untilAsserted(() -> {
            requireRunning(pipeline);
            requireEqual();
        });
    }

    private static void requireRunning(RunningPipeline pipeline) {
        if (pipeline.isOver()) {
            throw new IllegalStateException(pipeline.await(SOON).cause());
        }
    }

    private void requireEqual() {
        Set<String> rows = new TreeSet<>();
        target.rows(items).forEach((id, row) -> rows.add(id + "=" + row.get("name") + row.get("note")));
        database.execute("SET GLOBAL group_concat_max_len = 10000000");
        Set<String> expected = new TreeSet<>(Arrays.asList(database.query(
                        "SELECT COALESCE(GROUP_CONCAT(CONCAT(id, '=', JSON_QUOTE(name), COALESCE(JSON_QUOTE(note), 'null')) SEPARATOR ';'), '')"
                                + " FROM items")
                .split(";", -1)));
        assertThat(rows).isEqualTo(expected);
    }

    private void catchUp() {
        Outcome outcome = RunningPipeline.catchUp(capture(), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }

    private MySqlCapture capture() {
        return new MySqlCapture(
                MySqlOptions.read(GivenOptions.of(MySqlOptions.declared(), "url", database.leatUrl())),
                new CaptureContext(
                        "test",
                        new TableSelection(
                                List.of(),
                                List.of(),
                                Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)),
                        new BatchLimits(1000, 1 << 20, Duration.ofMillis(50)),
                        state));
    }
}
