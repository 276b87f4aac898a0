package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.capture.Capture;
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
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The capture under the real engine, with a target in memory. */
final class PostgresPipelineIT {
    private static final TableId ITEMS = new TableId("public", "items");

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, name text, note text)");
    }

    @AfterEach
    void dropDatabase() {
        PostgresServer.shared()
                .execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '"
                        + database.name() + "' AND NOT active");
        database.close();
    }

    @Test
    void seedsWhatIsThereAndStreamsWhatComes() {
        database.execute("INSERT INTO items SELECT i, 'item ' || i, NULL FROM generate_series(1, 5000) i");

        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            awaitSeeded(pipeline);
            database.execute(
                    "INSERT INTO items VALUES (6000, 'new', 'x')",
                    "UPDATE items SET name = 'changed' WHERE id = 7",
                    "DELETE FROM items WHERE id = 8",
                    "UPDATE items SET id = 7000 WHERE id = 9");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(target.rows(ITEMS)).containsKey("7000"));
        }

        Map<String, Map<String, String>> rows = target.rows(ITEMS);
        assertThat(rows).hasSize(5000);
        assertThat(rows.get("7")).containsEntry("name", "\"changed\"");
        assertThat(rows.get("6000")).containsEntry("note", "\"x\"");
        assertThat(rows).doesNotContainKeys("8", "9");
    }

    /** A chunk is cut in the middle of what was planned, since the server does not know yet how wide the rows are. */
    @Test
    void seedsRowsThatFillAChunkByThemselves() {
        database.execute(
                "INSERT INTO items SELECT i, 'item ' || i, repeat('wide', 400000) FROM generate_series(1, 20) i");

        Outcome outcome = RunningPipeline.catchUp(capture(), target.sink(), state);

        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
        assertThat(target.rows(ITEMS)).hasSize(20);
        assertThat(target.readCount()).isEqualTo(20);
        assertThat(row("20").get("note")).hasSize(1_600_002);
    }

    @Test
    void readsNothingASecondTime() {
        database.execute("INSERT INTO items SELECT i, 'item ' || i, NULL FROM generate_series(1, 100) i");
        Outcome first = RunningPipeline.catchUp(capture(), target.sink(), state);
        database.execute("DELETE FROM items WHERE id = 1");

        Outcome second = RunningPipeline.catchUp(capture(), target.sink(), state);

        assertThat(first.exitCode()).as(String.valueOf(first.cause())).isZero();
        assertThat(second.exitCode()).as(String.valueOf(second.cause())).isZero();
        assertThat(target.rows(ITEMS)).hasSize(99);
        assertThat(target.readCount()).isEqualTo(100);
    }

    // X6: tables that are added, one of them empty; one that is gone and comes back
    @Test
    void readsOnlyTheTableThatWasAdded() {
        TableId more = new TableId("public", "more");
        database.execute("INSERT INTO items SELECT i, 'item ' || i, NULL FROM generate_series(1, 100) i");
        catchUp(0);
        database.execute(
                "CREATE TABLE more (id text PRIMARY KEY)",
                "INSERT INTO more SELECT 'é' || i FROM generate_series(1, 50) i",
                "CREATE TABLE none (id int PRIMARY KEY)");
        catchUp(0);
        assertThat(target.readCount()).isEqualTo(150);
        assertThat(target.state(new TableId("public", "none"))).isInstanceOf(SeedState.Seeded.class);
        catchUp(0);
        database.execute("DROP TABLE more");
        catchUp(0);
        assertThat(target.readCount()).as("nothing twice").isEqualTo(150);

        database.execute("CREATE TABLE more (id text PRIMARY KEY)", "INSERT INTO more VALUES ('a'), ('b')");
        assertThat(String.valueOf(catchUp(3).cause())).contains("public.more");
        state.wishReseedOfAll();
        catchUp(0);

        assertThat(target.rows(more)).containsOnlyKeys("a", "b");
        assertThat(target.rows(ITEMS)).hasSize(100);
    }

    private Outcome catchUp(int exitCode) {
        Outcome outcome = RunningPipeline.catchUp(capture(), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isEqualTo(exitCode);
        return outcome;
    }

    @Test
    void stopsAtALostSlotUntilAReseed() {
        database.execute("INSERT INTO items VALUES (1, 'one', NULL), (2, 'two', NULL)");
        RunningPipeline.catchUp(capture(), target.sink(), state);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> database.execute("SELECT pg_drop_replication_slot('leat_" + database.name() + "')"));
        database.execute("DELETE FROM items WHERE id = 1");

        Outcome gap = RunningPipeline.catchUp(capture(), target.sink(), state);
        Outcome again = RunningPipeline.catchUp(capture(), target.sink(), state);
        state.wishReseedOfAll();
        Outcome reseeded = RunningPipeline.catchUp(capture(), target.sink(), state);

        assertThat(gap.exitCode()).isEqualTo(3);
        assertThat(String.valueOf(gap.cause())).contains("leat reseed test.yaml");
        assertThat(again.exitCode()).isEqualTo(3);
        assertThat(reseeded.exitCode()).as(String.valueOf(reseeded.cause())).isZero();
        assertThat(target.rows(ITEMS)).containsOnlyKeys("2");
    }

    @Test
    void completesAMovedRowWhoseLargeValueWasNotLogged() {
        database.execute(
                "ALTER TABLE items ALTER note SET STORAGE EXTERNAL",
                "INSERT INTO items SELECT i, 'n', repeat('x', 9000) FROM generate_series(1, 3) i");

        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            awaitSeeded(pipeline);
            database.execute("UPDATE items SET id = 30 WHERE id = 3", "UPDATE items SET name = 'm' WHERE id = 2");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(target.rows(ITEMS)).containsKey("30"));
        }

        assertThat(row("30").get("note")).hasSize(9002);
        assertThat(row("2").get("note")).hasSize(9002);
        assertThat(row("2")).containsEntry("name", "\"m\"");
        assertThat(target.rows(ITEMS)).containsOnlyKeys("1", "2", "30");
    }

    private Map<String, String> row(String key) {
        return target.rows(ITEMS).getOrDefault(key, Map.of());
    }

    private void awaitSeeded(RunningPipeline pipeline) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(target.state(ITEMS))
                        .as(String.valueOf(pipeline.status()))
                        .isInstanceOf(SeedState.Seeded.class));
    }

    private Capture capture() {
        GivenOptions options = GivenOptions.of(
                PostgresOptions.declared(), "url", database.leatUrl(), "slot", "leat_" + database.name());
        TableSelection all = new TableSelection(
                List.of(), List.of(), Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE));
        CaptureContext context =
                new CaptureContext("test", all, new BatchLimits(4096, 4 << 20, Duration.ofMillis(20)), state);
        return new PostgresCaptureFactory().create(options, context);
    }
}
