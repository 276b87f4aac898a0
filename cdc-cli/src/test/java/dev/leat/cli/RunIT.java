package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pipelines from a real PostgreSQL to stdout, in a process that is stopped as an operator stops it. */
@Timeout(600)
final class RunIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private final TestDatabase database = PostgresServer.shared().createDatabase();

    @BeforeEach
    void createTable() {
        database.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 1000) AS n");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Tag("server-version")
    @Test
    void seedsUntilItHasCaughtUpAndDoesNotSeedAgain() throws Exception {
        pipeline("store", database.password());

        LeatProcess.Ended first = run("run", "--until", "caught-up", "store.yaml");
        database.execute("UPDATE orders SET note = 'new' WHERE id = 7");
        LeatProcess.Ended second = run("run", "--until", "caught-up", "--http", "off", "store.yaml");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(changes(first.out()))
                .hasSize(1000)
                .allSatisfy(change -> assertThat(op(change)).isEqualTo("read"));
        assertThat(first.err()).contains("store: stopped after ", "1000 rows seeded; stdout 1000 written");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(changes(second.out())).hasSize(1);
        assertThat(second.out()).contains("\"op\":\"update\"", "\"note\":\"new\"");
    }

    // P21: SIGTERM drains, flushes, confirms, closes
    @Test
    void drainsOnSigtermAndNamesWhatStaysOnTheSource() throws Exception {
        pipeline("store", database.password());
        LeatProcess.Ended ended;
        try (LeatProcess process = start("run", "store.yaml")) {
            process.awaitOut(out -> out.lines().count() == 1000);
            database.execute("INSERT INTO orders VALUES (2001, 'live')");
            process.awaitOut(out -> out.contains("\"id\":2001"));

            process.signal("TERM");
            ended = process.await();
        }
        database.execute("INSERT INTO orders VALUES (2002, 'later')");
        LeatProcess.Ended next = run("run", "--until", "caught-up", "store.yaml");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(changes(ended.out())).hasSize(1001);
        assertThat(ended.err())
                .contains("store: stopped after ")
                .contains("pg_drop_replication_slot('leat_store')")
                .doesNotContain("\tat ");
        assertThat(changes(next.out()))
                .as("what was confirmed does not come again")
                .hasSize(1);
    }

    @Test
    void stopsBeforeItTouchesTheSourceWhenThePasswordIsWrong() throws Exception {
        pipeline("store", "canary-31c7");

        LeatProcess.Ended ended = run("run", "store.yaml");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("leat: error: store: ").doesNotContain("canary-31c7", "\tat ");
        assertThat(slots()).isEqualTo("0");
    }

    // E12, P21: a stop while the source can't be reached
    @Test
    void endsOnSigtermWhileItTriesToReachItsSource() throws Exception {
        Files.writeString(folder.resolve("store.yaml"), """
                capture: {type: postgres, url: "postgresql://127.0.0.1:1/shop", user: leat}
                sinks: [{type: stdout}]
                """);
        try (LeatProcess process = start("run", "store.yaml")) {
            process.awaitErr(err -> err.contains("trying again"));

            process.signal("TERM");
            LeatProcess.Ended ended = process.await();

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).contains("store: stopped after").doesNotContain("\tat ");
        }
    }

    // P21: past the deadline as after kill -9, and nothing is lost
    @Test
    void endsOnSigtermThoughASinkAnswersNothingAndDeliversTheRestInTheNextRun() throws Exception {
        try (RedisServer redis = RedisServer.builder().start()) {
            pipeline("store", database.password(), "{type: redis, url: \"" + redis.url() + "\"}");
            assertThat(run("run", "--until", "caught-up", "store.yaml").exitCode())
                    .isZero();
            LeatProcess.Ended ended;
            Duration took;
            try (LeatProcess process = start("run", "store.yaml")) {
                process.awaitErr(err -> slotIsActive());
                redis.pause();
                database.execute("INSERT INTO orders VALUES (2001, 'while nobody listens')");
                long start = System.nanoTime();
                process.signal("TERM");
                ended = process.await();
                took = Duration.ofNanos(System.nanoTime() - start);
            } finally {
                redis.resume();
            }
            LeatProcess.Ended next = run("run", "--until", "caught-up", "store.yaml");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(took).isLessThan(Duration.ofSeconds(20));
            assertThat(next.exitCode()).as(next.err()).isZero();
            try (Jedis client = new Jedis(URI.create(redis.url()))) {
                assertThat(client.hget("orders:2001", "note")).isEqualTo("while nobody listens");
            }
        }
    }

    @Test
    void showsProgressOnATerminalOnlyAndNeverAmongTheData() throws Exception {
        pipeline("store", database.password());

        LeatProcess.Ended ended = LeatProcess.run(
                folder, Map.of("LEAT_JAVA_OPTS", "-Dleat.terminal=true"), "run", "--until", "caught-up", "store.yaml");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("\r\u001b[Kstore: ");
        assertThat(changes(ended.out())).hasSize(1000);
    }

    @Test
    void leavesTheOtherPipelinesRunningWhenOneFailsAndEndsWithTheHighestCode() throws Exception {
        Files.createDirectory(folder.resolve("pipelines"));
        pipeline("pipelines/good", database.password());
        pipeline("pipelines/bad", "wrong");

        LeatProcess.Ended ended = run("run", "--until", "caught-up", "pipelines");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
        assertThat(changes(ended.out())).hasSize(1000);
        assertThat(ended.err()).contains("bad: failed after", "good: stopped after");
    }

    @Test
    void findsNothingToMendWhereAPipelineRuns() throws Exception {
        pipeline("store", database.password());

        LeatProcess.Ended check = run("check", "store.yaml");

        assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
        assertThat(check.out()).contains("store.yaml: no error");
        assertThat(slots()).as("a check changes nothing").isEqualTo("0");
        assertThat(folder.resolve("leat-state")).doesNotExist();
    }

    @Test
    void saysOnlyErrorsWhenAskedToBeQuiet() throws Exception {
        pipeline("store", database.password());

        LeatProcess.Ended ended = run("-q", "run", "--until", "caught-up", "store.yaml");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEmpty();
    }

    private boolean slotIsActive() {
        return !database.server()
                .query("SELECT count(*) FROM pg_replication_slots WHERE active AND database = '" + database.name()
                        + "'")
                .equals("0");
    }

    private void pipeline(String name, String password) throws IOException {
        pipeline(name, password, "{type: stdout}");
    }

    private void pipeline(String name, String password, String sink) throws IOException {
        Files.writeString(folder.resolve(name.replace('/', '-') + ".password"), password);
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, """
                capture:
                  type: postgres
                  url: %s
                  user: %s
                  password: ${file:%s}
                sinks:
                  - %s
                """.formatted(
                database.jdbcUrl(), database.user(), folder.resolve(name.replace('/', '-') + ".password"), sink));
    }

    private LeatProcess.Ended run(String... arguments) throws Exception {
        return LeatProcess.run(folder, Map.of(), arguments);
    }

    private LeatProcess start(String... arguments) throws IOException {
        return LeatProcess.start(folder, Map.of(), arguments);
    }

    private String slots() {
        return database.server()
                .query("SELECT count(*) FROM pg_replication_slots WHERE database = '" + database.name() + "'");
    }

    private static List<JsonNode> changes(String out) {
        return out.lines().map(JSON::readTree).toList();
    }

    private static String op(JsonNode change) {
        return change.path("op").stringValue();
    }
}
