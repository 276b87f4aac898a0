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
import redis.clients.jedis.Jedis;

/** How long a user waits for the first change. */
@Timeout(180)
final class StartIT {
    private static final Duration BOUND = Duration.ofSeconds(Long.getLong("leat.acceptance.start-seconds", 3));

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
            Duration best = Duration.ofDays(1);
            for (int i = 1; i <= STARTS && best.compareTo(BOUND) > 0; i++) {
                String key = "t:" + i;
                if (i > 1) { // the first start has the slot to make
                    source.execute("INSERT INTO t VALUES (" + i + ")");
                }
                long start = System.nanoTime();
                try (LeatProcess leat = Commands.run(folder, file)) {
                    if (i == 1) {
                        source.execute("INSERT INTO t VALUES (1)");
                    }
                    Awaitility.await()
                            .atMost(60, TimeUnit.SECONDS)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(5, TimeUnit.MILLISECONDS)
                            .until(() -> !leat.isAlive() || redis.exists(key));
                    assertThat(leat.isAlive()).as(leat::err).isTrue();
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    best = took.compareTo(best) < 0 ? took : best;
                    leat.terminate();
                    leat.expectSuccess();
                }
            }
            assertThat(best).isLessThanOrEqualTo(BOUND);
        }
    }
}
