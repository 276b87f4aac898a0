package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** One transaction that is larger than the memory. */
@Timeout(300)
@Tag("slow")
final class LargeTransactionIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final int ROWS = 1_000_000;

    @TempDir
    private Path folder;

    // G22, P1, P2, P18: a million rows under -Xmx128m, killed in their middle
    @Test
    void losesNothingWhenItIsKilledInTheMiddle() {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            source.execute("CREATE TABLE t (id int PRIMARY KEY, n int)");
            String file = PipelineFile.toRedis("large", source.leatUrl(), TABLES, target.url())
                    .in(folder);
            try (LeatProcess setup = run(file, true)) {
                setup.expectSuccess();
            }
            source.execute("INSERT INTO t SELECT i, i FROM generate_series(1, " + ROWS + ") i");
            try (LeatProcess killed = run(file, false)) {
                Awaitility.await()
                        .atMost(90, TimeUnit.SECONDS)
                        .pollInterval(5, TimeUnit.MILLISECONDS)
                        .until(() -> !killed.isAlive() || redis.dbSize() > ROWS / 3);
                assertThat(killed.isAlive()).as(killed::err).isTrue();
                killed.kill9();
            }
            assertThat(redis.dbSize()).as("it was killed in the middle").isLessThan(ROWS);
            try (LeatProcess last = run(file, true)) {
                last.expectSuccess();
            }
            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    private LeatProcess run(String file, boolean untilCaughtUp) {
        return untilCaughtUp
                ? LeatProcess.start(folder, "-Xmx128m", "run", file, "--http", "off", "--until", "caught-up")
                : LeatProcess.start(folder, "-Xmx128m", "run", file, "--http", "off");
    }
}
