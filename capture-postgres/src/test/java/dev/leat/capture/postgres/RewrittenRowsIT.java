package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.schema.TableId;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G13: values that {@code ALTER TABLE} rewrites without a message of any row, and without other columns than before. */
@Tag("server-version")
final class RewrittenRowsIT {
    private static final long ROWS = 10;

    /** What rewrites values; {@code %s} is the table, and is followed by others that hide it. */
    private static final List<List<String>> REWRITES = List.of(
            List.of("ALTER TABLE %s ALTER n TYPE int USING n + 1"),
            List.of("BEGIN; ALTER TABLE %s ALTER n TYPE int USING n + 1; ALTER TABLE %s ALTER m SET DEFAULT 3;"
                    + " CREATE INDEX ON %s (n); COMMIT"),
            List.of("BEGIN; SAVEPOINT a; ALTER TABLE %s ALTER n TYPE int USING n + 1; RELEASE a;"
                    + " ALTER TABLE %s SET (fillfactor = 50); COMMIT"),
            List.of("ALTER TABLE %s ALTER n TYPE int USING n + 1", "VACUUM FULL %s"),
            List.of("ALTER TABLE %s ALTER n TYPE int USING n + 1", "ANALYZE %s", "CREATE INDEX ON %s (n)"));

    private static final List<List<String>> HARMLESS = List.of(
            List.of("VACUUM FULL %s"),
            List.of("ALTER TABLE %s CLUSTER ON %s_pkey", "CLUSTER %s"),
            List.of("TRUNCATE %s", "INSERT INTO %s (id, n) SELECT i, i FROM generate_series(1, 10) i"),
            List.of("ANALYZE %s"),
            List.of("ALTER TABLE %s ALTER n SET STATISTICS 7"),
            List.of("ALTER TABLE %s ALTER n SET DEFAULT 7, ALTER n SET NOT NULL"),
            List.of("ALTER TABLE %s ALTER n TYPE int USING n"));

    /** With a table of large values, more can be told apart. */
    private static final List<List<String>> HARMLESS_WITH_TEXTS = List.of(
            List.of("ALTER TABLE %s ALTER n SET STATISTICS 7", "VACUUM FULL %s"),
            List.of("ALTER TABLE %s ALTER n SET NOT NULL", "TRUNCATE %s"));

    private final Map<String, List<String>> rewritten = new TreeMap<>();
    private final Map<String, List<String>> harmless = new TreeMap<>();
    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private TestDatabase database;

    @BeforeEach
    void createTables() {
        database = PostgresServer.shared().createDatabase();
        for (String more : List.of("", ", v text")) {
            String kind = more.isEmpty() ? "numbers" : "texts";
            add(rewritten, REWRITES, "rewritten_" + kind, "(id int PRIMARY KEY, n int, m int" + more + ")");
            add(harmless, HARMLESS, "harmless_" + kind, "(id int PRIMARY KEY, n int, m int" + more + ")");
        }
        add(harmless, HARMLESS_WITH_TEXTS, "harmless_more", "(id int PRIMARY KEY, n int, v text)");
        rewritten.put("parted", List.of("ALTER TABLE %s ALTER n TYPE int USING n + 1"));
        database.execute(
                "CREATE TABLE parted (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
                "CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (5)",
                "CREATE TABLE parted_high PARTITION OF parted DEFAULT");
        rewritten.keySet().forEach(this::fill);
        harmless.keySet().forEach(this::fill);
    }

    private void add(Map<String, List<String>> to, List<List<String>> cases, String prefix, String columns) {
        for (int i = 0; i < cases.size(); i++) {
            String table = prefix + "_" + i;
            database.execute("CREATE TABLE " + table + " " + columns);
            to.put(table, cases.get(i));
        }
    }

    private void fill(String table) {
        database.execute("INSERT INTO " + table + " (id, n) SELECT i, i FROM generate_series(1, " + ROWS + ") i");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private void alter(Map<String, List<String>> tables) {
        tables.forEach(
                (table, commands) -> commands.forEach(command -> database.execute(command.replace("%s", table))));
    }

    // P10
    @Test
    void areReadAgainAfterTheyWereRewrittenWhileThePipelineWasDown() {
        catchUp();
        long seeded = target.readCount();
        alter(rewritten);
        alter(harmless);

        catchUp();

        requireRewritten();
        assertThat(target.readCount() - seeded).as("rows read again").isEqualTo(ROWS * rewritten.size());
        catchUp();
        assertThat(target.readCount() - seeded).as("and only once").isEqualTo(ROWS * rewritten.size());
    }

    // P10: also where the process ends before they are read
    @Test
    void areReadAgainWhileThePipelineRuns() {
        catchUp();
        long seeded = target.readCount();
        try (RunningPipeline pipeline = RunningPipeline.start(capture(), target.sink(), state)) {
            alter(harmless);
            alter(rewritten);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(pipeline.isOver()).isFalse();
                requireRewritten();
            });
        }
        catchUp();

        requireRewritten();
        assertThat(target.readCount() - seeded).as("rows read again").isEqualTo(ROWS * rewritten.size());
    }

    // G13: generated columns are sent since 18
    @Test
    void areReadAgainWhenAnotherExpressionGeneratesThem() {
        Assumptions.assumeThat(database.server().major())
                .as("no generated column is sent before")
                .isGreaterThanOrEqualTo(18);
        database.execute(
                "CREATE TABLE generated (id int PRIMARY KEY, n int GENERATED ALWAYS AS (id * 2) STORED)",
                "INSERT INTO generated SELECT generate_series(1, 10)");
        catchUp();

        database.execute("ALTER TABLE generated ALTER n SET EXPRESSION AS (id + 1)");
        catchUp();

        requireRewritten("generated");
    }

    private void requireRewritten() {
        rewritten.keySet().forEach(this::requireRewritten);
    }

    private void requireRewritten(String table) {
        Map<String, Map<String, String>> rows = target.rows(new TableId("public", table));
        assertThat(rows).as(table).hasSize((int) ROWS);
        rows.forEach(
                (id, row) -> assertThat(row).as(table).containsEntry("n", Integer.toString(Integer.parseInt(id) + 1)));
    }

    private void catchUp() {
        Outcome outcome = RunningPipeline.catchUp(capture(), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }

    private PostgresCapture capture() {
        return TestCapture.engineOf(database, state, Duration.ofMillis(100));
    }
}
