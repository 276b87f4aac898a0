package dev.leat.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.replication.LogSequenceNumber;
import redis.clients.jedis.Jedis;

/** One pipeline with Redis and a file: each sink has what it holds, and misses, to itself. */
@Timeout(180)
final class SeveralSinksIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final int ROWS = 300;

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private Path lines;

    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() {
        source = PostgresServer.shared().createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, " + ROWS + ") i");
        lines = folder.resolve("lines.json");
    }

    @AfterEach
    void drop() {
        source.close();
    }

    // W9, W10: the first one is not read for again, and its rows stay as they are
    @Test
    void seedsASinkThatIsAddedLaterAlone() {
        catchUp(withRedis());
        tamper(5);
        source.execute("UPDATE t SET v = 'new' WHERE id = 8");

        catchUp(withBoth());

        assertThat(redis(5)).as("nobody wrote it again").isEqualTo("tampered");
        assertThat(redis(8)).isEqualTo("new");
        assertThat(count("\"op\":\"read\"")).isEqualTo(ROWS);
        assertThat(text()).contains("\"after\":{\"id\":8,\"v\":\"new\"}");
    }

    // S1, W10: its seeding waits for a writer, and the other sink waits for nothing
    @Test
    void leadsTheOthersWhileOneIsSeeded() throws Exception {
        catchUp(withRedis());
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE t SET v = 'late' WHERE id = 1");
            try (LeatProcess run = Commands.run(folder, withBoth())) {
                source.execute("UPDATE t SET v = 'new' WHERE id = 2");
                await(run, () -> "new".equals(redis(2)));
                assertThat(count("\"op\":\"read\"")).isZero();

                connection.commit();
                await(run, () -> count("\"op\":\"read\"") == ROWS && "late".equals(redis(1)));
                run.terminate();
                run.expectSuccess();
            }
        }
        catchUp(withBoth());
        assertThat(count("\"op\":\"read\"")).isEqualTo(ROWS);
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // S14, P12: what it missed is not passed over in silence
    @Test
    void findsAGapInASinkThatWasTakenOutAndPutBack() {
        catchUp(withBoth());
        source.execute("UPDATE t SET v = 'unseen' WHERE id = 8");
        catchUp(withRedis());

        try (LeatProcess run = Commands.catchUp(folder, withBoth())) {
            assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
            assertThat(run.err())
                    .contains("public.t in sink file")
                    .doesNotContain("in sink redis")
                    .contains("leat reseed");
        }
        try (LeatProcess wish = Commands.reseed(folder, withBoth())) {
            wish.expectSuccess();
        }
        catchUp(withBoth());

        assertThat(text()).contains("\"after\":{\"id\":8,\"v\":\"unseen\"}");
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // P12, X5: the target says itself what it holds
    @Test
    void seedsOnlyTheSinkThatLostItsRows() {
        catchUp(withBoth());
        target.clear();
        source.execute("UPDATE t SET v = 'new' WHERE id = 8");

        catchUp(withBoth());

        new RedisComparison(source, target).requireEqual(TABLES);
        assertThat(count("\"op\":\"read\"")).isEqualTo(ROWS);
        assertThat(count("\"op\":\"update\"")).isEqualTo(1);
    }

    // P1, W9: what one sink has is confirmed only when the other has it too; and people see whom all wait for
    @Test
    void namesTheSinkThatTheOthersWaitFor() {
        MemorySink memory = new MemorySink();
        try (LocalPipeline pipeline = new LocalPipeline(LocalSetup.of(source.name(), source, target, TABLES))) {
            pipeline.addSink("memory", memory::sink);
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);
            pipeline.faults().hold();
            source.execute("UPDATE t SET v = 'new'");
            String committed = source.server().query("SELECT pg_current_wal_insert_lsn()");

            pipeline.await("redis is named", status -> status.slowest().equals("redis"));

            assertThat(lsn(pipeline.status().position())).isLessThan(lsn(committed));
            assertThat(memory.rows(new TableId("public", "t")).values())
                    .as("the other one has it")
                    .allSatisfy(row -> assertThat(row).containsEntry("v", "\"new\""));
            pipeline.faults().release();
            pipeline.awaitCaughtUp(source);
            pipeline.await("nobody is named", status -> status.slowest().isEmpty());
        }
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    private static long lsn(String text) {
        return LogSequenceNumber.valueOf(text).asLong();
    }

    private String withRedis() {
        return PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url())
                .in(folder);
    }

    private String withBoth() {
        PipelineFile redis = PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url());
        String both = redis.sink() + "}\n  - {type: file, path: " + lines.getFileName();
        return new PipelineFile(redis.name(), redis.sourceUrl(), TABLES, both, "seed: {chunk-rows: 100}").in(folder);
    }

    private void catchUp(String file) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
        }
    }

    private void tamper(int id) {
        try (Jedis redis = target.open()) {
            redis.hset("t:" + id, "v", "tampered");
        }
    }

    private String redis(int id) {
        try (Jedis redis = target.open()) {
            return redis.hget("t:" + id, "v");
        }
    }

    private String text() {
        try {
            return Files.exists(lines) ? Files.readString(lines, UTF_8) : "";
        } catch (IOException e) {
            throw new IllegalStateException("can't read " + lines, e);
        }
    }

    private long count(String part) {
        return text().lines().filter(line -> line.contains(part)).count();
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
        assertThat(process.isAlive()).as(process::err).isTrue();
    }
}
