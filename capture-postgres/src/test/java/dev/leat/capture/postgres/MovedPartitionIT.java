package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.capture.postgres.unsent.UnsentChanges;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G12, P3: rows that come and go with partitions, without a message of theirs. */
@Tag("server-version")
final class MovedPartitionIT {
    private static final TableId ROOT = new TableId("public", "root");
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Its own: a partition that was truncated is told by its rows of before, which a transaction of anybody hides as long as it runs. */
    private static PostgresServer server;

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private TestDatabase database;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.createDatabase();
        database.execute(
                "CREATE TABLE root (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE p0 PARTITION OF root FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE p1 PARTITION OF root FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
                "CREATE TABLE p10 PARTITION OF p1 FOR VALUES FROM (10) TO (15)",
                "CREATE TABLE p15 PARTITION OF p1 FOR VALUES FROM (15) TO (20)",
                "INSERT INTO root SELECT i, 'row ' || i FROM generate_series(0, 19) i");
        catchUp();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void rowsThatComeAndGoWithAPartitionDoSoInTheTarget() {
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            database.execute("UPDATE root SET v = 'streaming' WHERE id = 1");
            awaitEqual(pipeline); // a start between the next statements would lead p2 as a table of its own
            database.execute(
                    "CREATE TABLE p2 (v text, id int PRIMARY KEY)",
                    "INSERT INTO p2 SELECT 'row ' || i, i FROM generate_series(20, 29) i",
                    "ALTER TABLE root ATTACH PARTITION p2 FOR VALUES FROM (20) TO (30)",
                    "UPDATE root SET v = 'changed' WHERE id IN (3, 23)");
            awaitEqual(pipeline);
            assertThat(generation()).as("attaching needs none").isEqualTo(1);
            writeLater("UPDATE root SET v = 'later' WHERE id IN (4, 24)");
            awaitEqual(pipeline);
            database.execute("ALTER TABLE root DETACH PARTITION p0", "UPDATE p0 SET v = 'not ours' WHERE id = 4");
            awaitEqual(pipeline);
            assertThat(generation()).isEqualTo(2);
            writeLater("UPDATE p0 SET v = 'not ours' WHERE id = 6");
            database.execute("DROP TABLE p15");
            awaitEqual(pipeline);
            assertThat(generation()).isEqualTo(3);
            database.execute(
                    "DELETE FROM p0 WHERE id = 5",
                    "ALTER TABLE root ATTACH PARTITION p0 FOR VALUES FROM (0) TO (10)",
                    "ALTER TABLE root DETACH PARTITION p1");
            awaitEqual(pipeline);
            writeLater("UPDATE root SET v = 'again' WHERE id IN (4, 24)", "UPDATE p1 SET v = 'not ours'");
            awaitEqual(pipeline);
        }
    }

    @Test
    void rowsThatGoByTheTruncateOfAPartitionDoSoInTheTarget() {
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            database.execute("VACUUM FULL p0", "TRUNCATE p0", "INSERT INTO root VALUES (3, 'new')", "ANALYZE p0");
            awaitEqual(pipeline);
            assertThat(generation()).isEqualTo(2);
            database.execute(
                    "BEGIN; TRUNCATE p1; INSERT INTO root VALUES (17, 'new'); COMMIT; GRANT SELECT ON p15 TO leat");
            awaitEqual(pipeline);
            assertThat(generation()).isEqualTo(3);
        }
        database.execute(
                "TRUNCATE p15",
                "INSERT INTO root SELECT i, 'newer' FROM generate_series(16, 19) i",
                "VACUUM FULL p15",
                "ANALYZE");
        catchUp();
        requireEqual();
        assertThat(generation()).isEqualTo(4);
        database.execute("TRUNCATE root", "INSERT INTO root VALUES (1, 'first')");
        catchUp();
        requireEqual();
        assertThat(generation()).as("the stream has it").isEqualTo(4);
    }

    @Test
    void theyAreNoticedWhenThePipelineStartsAgain() {
        database.execute(
                "UPDATE root SET v = 'before' WHERE id = 1",
                "BEGIN; CREATE TABLE p2 (LIKE root INCLUDING ALL); INSERT INTO p2 SELECT i, 'x' FROM generate_series(20, 24) i;"
                        + " SAVEPOINT a; INSERT INTO p2 VALUES (25, 'y'); RELEASE a;"
                        + " ALTER TABLE root ATTACH PARTITION p2 FOR VALUES FROM (20) TO (30); COMMIT",
                "INSERT INTO root VALUES (26, 'sent')");
        catchUp();
        requireEqual();
        assertThat(generation()).isEqualTo(1);
        database.execute(
                "DELETE FROM root WHERE id = 12",
                "INSERT INTO root VALUES (12, 'still to be sent')",
                "DROP TABLE p10",
                "UPDATE root SET v = 'behind' WHERE id = 16");

        catchUp();

        requireEqual();
        assertThat(generation()).isEqualTo(2);
        long read = target.readCount();
        catchUp();
        assertThat(target.readCount()).as("only once").isEqualTo(read);
    }

    // a partition that is made for the rows to come is no reason to read anything
    @Test
    void newPartitionsAreNoReasonToReadTheTable() {
        long seeded = target.readCount();
        database.execute(
                "CREATE TABLE p2 PARTITION OF root FOR VALUES FROM (20) TO (30)",
                "INSERT INTO root SELECT i, 'sent' FROM generate_series(20, 29) i",
                "BEGIN; CREATE TABLE p3 PARTITION OF root FOR VALUES FROM (30) TO (40); INSERT INTO root VALUES (30, 'sent');"
                        + " CREATE INDEX ON p3 (v); COMMIT",
                "CREATE TABLE p4 (LIKE root INCLUDING ALL)",
                "ALTER TABLE root ATTACH PARTITION p4 FOR VALUES FROM (40) TO (50)",
                "VACUUM FULL p0",
                "ALTER TABLE p3 ALTER v SET STATISTICS 7");

        catchUp();

        requireEqual();
        assertThat(target.readCount()).isEqualTo(seeded);
        assertThat(generation()).isEqualTo(1);
    }

    // old partitions are dropped to save space, and the target is to keep the rows
    @Test
    void rowsStayWhereTheFileSaysSo() {
        Set<String> before = new TreeSet<>(target.rows(ROOT).keySet());
        database.execute("DROP TABLE p0", "ALTER TABLE root DETACH PARTITION p1", "DROP TABLE p1");

        catchUp("removed-partitions", "keep");

        assertThat(target.rows(ROOT).keySet()).isEqualTo(before);
        assertThat(generation()).isEqualTo(1);
    }

    // the watch of a run before may still look while the next one begins
    @Test
    void whatIsSeenBehindTheEndIsNotStored() throws SQLException {
        byte[] stored = state.read("traces").orElseThrow();
        int root = Integer.parseInt(database.query("SELECT 'root'::regclass::oid::int8"));
        UnsentChanges before = new UnsentChanges(state, true, () -> {});
        before.begin(Set.of(root));
        before.end();
        database.execute("DROP TABLE p0");

        try (Connection session = database.connect()) {
            before.look(session, Set.of(root));
        }

        assertThat(state.read("traces").orElseThrow()).isEqualTo(stored);
    }

    /** Version 14 goes on with what it knew of the partition until the stream is opened anew. */
    private void writeLater(String... statements) {
        if (database.server().major() > 14) {
            database.execute(statements);
        }
    }

    private int generation() {
        return ((SeedState.Seeded) target.state(ROOT)).generation();
    }

    private void awaitEqual(RunningPipeline pipeline) {
        await().atMost(SOON).untilAsserted(() -> {
            if (pipeline.isOver()) {
                throw new IllegalStateException(pipeline.await(SOON).cause());
            }
            requireEqual();
            assertThat(target.state(ROOT)).isInstanceOf(SeedState.Seeded.class);
        });
    }

    private void requireEqual() {
        Set<String> rows = new TreeSet<>();
        target.rows(ROOT).forEach((id, row) -> rows.add(id + "=" + row.get("v")));
        Set<String> expected = new TreeSet<>(
                Arrays.asList(database.query("SELECT coalesce(string_agg(id || '=\"' || v || '\"', ';'), '') FROM root")
                        .split(";", -1)));
        assertThat(rows).isEqualTo(expected);
    }

    private void catchUp(String... options) {
        Outcome outcome = RunningPipeline.catchUp(
                TestCapture.engineOf(database, state, Duration.ofMillis(100), options), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }

    private PostgresCapture capture() {
        return TestCapture.engineOf(database, state, Duration.ofMillis(100));
    }
}
