package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Changes that Redis refuses: put aside, shown, retried and discarded, while everything else goes on. */
@Timeout(180)
final class DeadLettersIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final String SECRET = "value-of-a-row";

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private String file;

    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() {
        source = PostgresServer.shared().createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, '" + SECRET + " ' || i FROM generate_series(1, 300) i");
        file = PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url())
                .with("seed: {chunk-rows: 100}\non-rejected: dead-letter")
                .in(folder);
    }

    @AfterEach
    void drop() {
        source.close();
    }

    // P11, W12: a seeded row and a change; what the target refuses holds up nothing else, and nothing shows values
    @Test
    void goesOnWithoutWhatIsRefusedUntilItIsRetried() {
        block(7);
        catchUp("1 dead letter(s) wait");
        source.execute("UPDATE t SET v = 'later' WHERE id IN (7, 8)");
        block(9);
        source.execute("UPDATE t SET v = '" + SECRET + "' WHERE id = 9");
        catchUp("3 dead letter(s) wait");

        try (Jedis redis = target.open()) {
            assertThat(redis.hget("t:8", "v")).isEqualTo("later");
            assertThat(redis.hget("t:300", "v")).isEqualTo(SECRET + " 300");
        }
        assertThat(letters("list", file))
                .contains("public.t", "read", "update", "WRONGTYPE")
                .doesNotContain(SECRET);
        assertThat(letters("list", file, "--json")).contains("\"attempts\":1").doesNotContain(SECRET);
        assertThat(letters("show", file, "3")).contains("\"key\":\"9\"", "\"v\":\"" + SECRET + "\"");

        letters("retry", file);
        catchUp("3 dead letter(s) wait"); // still refused
        assertThat(letters("list", file, "--json")).contains("\"attempts\":2");

        release(7, 9);
        letters("retry", file);
        catchUp("");

        assertThat(letters("list", file)).contains("no dead letters");
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // D2: the row as it is at the time of the retry is written, or none when it is gone; later versions came through
    @Test
    void retriesTheRowAsItIsThen() {
        catchUp("");
        block(7, 8, 9);
        source.execute("UPDATE t SET v = 'refused' WHERE id IN (7, 8, 9)");
        catchUp("3 dead letter(s) wait");
        release(7, 8, 9);
        source.execute("UPDATE t SET v = 'newer' WHERE id = 7", "DELETE FROM t WHERE id = 8");
        catchUp("3 dead letter(s) wait");
        try (Jedis redis = target.open()) {
            assertThat(redis.hget("t:7", "v")).isEqualTo("newer");
            redis.hset("t:8", "v", "left over");
        }

        letters("retry", file);
        source.execute("UPDATE t SET v = 'newest' WHERE id = 9");
        catchUp("");

        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // D1, P1, X8: killed while changes are refused, and while they are written again
    @Test
    @Tag("slow")
    void losesAndDoublesNoDeadLetterWhenItIsKilled() {
        catchUp("");
        int[] blocked = IntStream.rangeClosed(101, 200).toArray();
        block(blocked);
        try (LeatProcess run = Commands.run(folder, file)) {
            for (int id : blocked) {
                source.execute("UPDATE t SET v = 'refused' WHERE id = " + id);
            }
            await(run, () -> letters("list", file).contains("WRONGTYPE"));
            assertThat(refusal("retry", file)).contains("runs at this moment");
            run.kill9();
        }
        catchUp("100 dead letter(s) wait");

        release(blocked);
        letters("retry", file);
        try (LeatProcess run = Commands.run(folder, file);
                Jedis redis = target.open()) {
            await(run, () -> redis.exists("t:101"));
            run.kill9();
        }
        catchUp("");

        assertThat(letters("list", file)).contains("no dead letters");
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    @Test
    void forgetsWhatIsDiscarded() {
        block(7, 8);
        catchUp("2 dead letter(s) wait");

        assertThat(refusal("discard", file)).contains("--all");
        assertThat(refusal("discard", file, "99")).contains("no dead letter 99");
        letters("discard", file, "1");
        assertThat(letters("list", file, "--json")).doesNotContain("\"id\":1,").contains("\"id\":2,");
        letters("discard", file, "--all");

        catchUp("");
    }

    private void block(int... ids) {
        try (Jedis redis = target.open()) {
            for (int id : ids) {
                redis.set("t:" + id, "in the way");
            }
        }
    }

    private void release(int... ids) {
        try (Jedis redis = target.open()) {
            for (int id : ids) {
                redis.del("t:" + id);
            }
        }
    }

    /** Dead letters change no exit code; the summary counts them, or says nothing of them. */
    private void catchUp(String summary) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            assertThat(run.err()).contains(summary).doesNotContain(SECRET);
            if (summary.isEmpty()) {
                assertThat(run.err()).doesNotContain("wait: leat dead-letters");
            }
        }
    }

    private String letters(String... arguments) {
        try (LeatProcess command = start(arguments)) {
            command.expectSuccess();
            return command.out();
        }
    }

    private String refusal(String... arguments) {
        try (LeatProcess command = start(arguments)) {
            assertThat(command.awaitExit()).isEqualTo(2);
            return command.err();
        }
    }

    private LeatProcess start(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return LeatProcess.start(folder, "-Xmx64m", all);
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
    }
}
