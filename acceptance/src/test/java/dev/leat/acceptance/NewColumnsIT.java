package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.oracle.SearchComparison;
import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Tables whose columns change: rows that no message brings are equal all the same, in Redis and in a search server. */
@Timeout(300)
@Tag("server-version")
@Tag("slow")
final class NewColumnsIT {
    private static final List<String> TABLES = List.of("public.t", "public.other");

    private final RedisTarget redis = Servers.newTarget();
    private TestDatabase source;
    private SearchTarget search;

    @TempDir
    private Path folder;

    @BeforeEach
    void seed() {
        source = PostgresServer.shared().createDatabase();
        search = new SearchTarget(
                Servers.search().url(), "-columns-" + source.name().replace('_', '-'));
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text, n int NOT NULL)",
                "INSERT INTO t SELECT i, 'row ' || i, i FROM generate_series(1, 300) i",
                "CREATE TABLE other (id int PRIMARY KEY, v text)",
                "INSERT INTO other SELECT i, 'other ' || i FROM generate_series(1, 50) i");
        catchUp(both("apply"));
    }

    @AfterEach
    void drop() {
        source.close();
    }

    // G13, P10: each of these changes all rows, and sends one
    @Test
    void readsTheRowsAgainWhileItRuns() {
        try (LeatProcess run = Commands.run(folder, both("apply"))) {
            alter(run, "ALTER TABLE t ADD COLUMN stock int NOT NULL DEFAULT 7");
            alter(run, "ALTER TABLE t DROP COLUMN v, ADD COLUMN v text DEFAULT 'again'");
            alter(run, "ALTER TABLE t RENAME COLUMN stock TO pieces");
            alter(run, "ALTER TABLE t ALTER COLUMN n TYPE bigint USING n * 1000");
            alter(run, "ALTER TABLE t DROP COLUMN pieces");
            String before = search.index("t");
            // a text is no number: the search server needs another index
            alter(run, "ALTER TABLE t ALTER COLUMN n TYPE text USING 'n' || n");
            Awaitility.await("a new generation")
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> !search.index("t").equals(before));
            requireEqual();
            assertThat(search.index("other")).endsWith("-000001");
            run.terminate();
            run.expectSuccess();
        }
        assertThat(catchUp(both("apply"))).as("all rows have the columns").contains(" 0 rows seeded");
    }

    /** The change and one row in one transaction: what comes next waits for it. */
    private void alter(LeatProcess run, String ddl) {
        source.execute(
                "BEGIN; UPDATE t SET id = id WHERE id = 2; " + ddl + "; UPDATE t SET id = id WHERE id = 1; COMMIT");
        Awaitility.await(ddl)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    assertThat(run.isAlive()).as(run::err).isTrue();
                    requireEqual();
                });
    }

    // G13, P10, P15: nothing is written behind the change, and the process that notices it first is killed
    @Test
    void readsTheRowsAgainThatWereAlteredWhileItWasDown() {
        source.execute(
                "UPDATE t SET v = 'with the old columns' WHERE id = 5",
                "ALTER TABLE t ADD COLUMN stock int NOT NULL DEFAULT 7",
                "ALTER TABLE other ADD COLUMN note text, DROP COLUMN v");
        String log;
        try (LeatProcess killed = Commands.run(folder, both("apply"))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> killed.err().contains("columns of public.t changed"));
            killed.kill9();
            log = killed.err();
        }

        String summary = catchUp(both("apply"));

        requireEqual();
        assertThat(log + summary)
                .as("a column that is null in old rows changes none, and one that is gone is removed at once")
                .contains("public.other changed: new note; gone v; sink redis needs nothing");
        assertThat(catchUp(both("apply"))).contains(" 0 rows seeded");
    }

    // P10: the file says that a change ends the pipeline, or that old rows may stay as they are
    @Test
    void stopsOrLeavesOldRowsAloneWhereTheFileSaysSo() {
        source.execute(
                "UPDATE t SET v = 'before' WHERE id = 5",
                "ALTER TABLE t ADD COLUMN stock int NOT NULL DEFAULT 7",
                "UPDATE t SET v = 'behind' WHERE id = 6");
        for (int time = 0; time < 2; time++) {
            try (LeatProcess run = Commands.catchUp(folder, both("stop"))) {
                assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
                assertThat(run.err())
                        .contains("columns of public.t changed (new stock)")
                        .contains("schema-changes: stop")
                        .contains("leat reseed ");
            }
        }
        assertThat(field(5, "v")).as("what came before is written").isEqualTo("before");
        assertThat(field(6, "v")).isEqualTo("row 6");

        assertThat(catchUp(both("ignore"))).contains(" 0 rows seeded");
        assertThat(field(6, "stock")).isEqualTo("7");
        assertThat(field(7, "stock")).isNull();

        source.execute("ALTER TABLE t ADD COLUMN size int NOT NULL DEFAULT 3", "UPDATE t SET v = 'x' WHERE id = 8");
        try (LeatProcess run = Commands.catchUp(folder, both("stop"))) {
            assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
        }
        try (LeatProcess wish = LeatProcess.start(folder, "-Xmx64m", "reseed", both("stop"), "public.t")) {
            wish.expectSuccess();
        }
        catchUp(both("stop"));
        requireEqual();
    }

    // P10: a column that the file leaves out and then selects, and the other way round
    @Test
    void readsTheRowsAgainWhenTheFileSelectsOtherColumns() {
        source.execute("UPDATE t SET v = NULL WHERE id > 290");
        catchUp(file(List.of("{table: public.t, columns: [id, n]}", "public.other"), "apply"));
        assertThat(field(5, "v")).isNull();
        assertThat(field(5, "n")).isEqualTo("5");

        catchUp(both("apply"));

        requireEqual();
    }

    private String field(int id, String column) {
        try (Jedis connection = redis.open()) {
            return connection.hget("t:" + id, column);
        }
    }

    private void requireEqual() {
        new RedisComparison(source, redis).requireEqual(TABLES);
        new SearchComparison(source, search).requireEqual(TABLES);
    }

    private String catchUp(String file) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            return run.err();
        }
    }

    /** Into both, with this policy for Redis and the same for the search server. */
    private String both(String policy) {
        return file(TABLES, policy);
    }

    private String file(List<String> tables, String policy) {
        String sinks = "type: redis, url: '" + redis.url() + "', schema-changes: " + policy + "}\n  - {" + search.sink()
                + ", schema-changes: " + policy;
        return new PipelineFile(source.name(), source.leatUrl(), tables, sinks, "seed: {chunk-rows: 100}").in(folder);
    }
}
