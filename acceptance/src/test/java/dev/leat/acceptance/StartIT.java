package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.Jedis;

/** How long a user waits for the first change, on a machine that does nothing else. */
@Isolated
@Timeout(180)
final class StartIT {
    private static final Duration BOUND = Duration.ofSeconds(3);

    /** What the command takes to do nothing on the machine that the bound is meant for. */
    private static final Duration USUAL_NOTHING = Duration.ofMillis(500);

    /** A machine that is busy with something else makes a start slower, never faster: the best one counts. */
    private static final int STARTS = 5;

    @TempDir
    private Path folder;

    @Test
    void writesTheFirstChangeSoonAfterItsStart() {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            source.execute("CREATE TABLE t (id int PRIMARY KEY)");
            String file = PipelineFile.toRedis("soon", source.leatUrl(), List.of("public.t"), target.url())
                    .in(folder);
            double best = Double.MAX_VALUE;
            for (int i = 1; i <= STARTS && best > 1; i++) {
                double slowness = Math.max(1, (double) nothing().toNanos() / USUAL_NOTHING.toNanos());
                Duration took = firstChange(source, redis, file, i);
                best = Math.min(best, took.toNanos() / slowness / BOUND.toNanos());
            }
            assertThat(best).as("parts of %s until the first change", BOUND).isLessThanOrEqualTo(1);
        }
    }

    /** How long a start takes on this machine now. */
    private Duration nothing() {
        long start = System.nanoTime();
        try (LeatProcess version = LeatProcess.start(folder, "-Xmx64m", "--version")) {
            version.expectSuccess();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Duration firstChange(TestDatabase source, Jedis redis, String file, int row) {
        source.execute("INSERT INTO t VALUES (" + row + ")");
        long start = System.nanoTime();
        try (LeatProcess leat = Commands.run(folder, file)) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> !leat.isAlive() || redis.exists("t:" + row));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(leat.isAlive()).as(leat::err).isTrue();
            leat.terminate();
            leat.expectSuccess();
            return took;
        }
    }
}
