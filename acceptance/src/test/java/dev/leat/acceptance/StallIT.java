package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.BankScript;
import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.oracle.AckMonitor;
import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisLedger;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target that takes nothing for a while. */
@Timeout(300)
final class StallIT {
    private static final Duration STALL = Duration.ofSeconds(Long.getLong("leat.acceptance.stall-seconds", 60));
    private static final long MAX_RESIDENT_BYTES = 200 << 20;

    @TempDir
    private Path folder;

    // G18, P1, P18, P19
    @Test
    void keepsTheSourceConnectionAndItsMemoryAndConverges() throws Exception {
        BankScript script = BankScript.small(2000);
        try (RedisServer redis = RedisServer.builder().start();
                TestDatabase source = PostgresServer.shared().createDatabase()) {
            RedisTarget target = new RedisTarget(redis, 0);
            source.server().execute("ALTER DATABASE " + source.name() + " SET wal_sender_timeout = '5s'");
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            String file = PipelineFile.toRedis("stall", source.leatUrl(), script.tables(), target.url())
                    .in(folder);
            try (Load load = Load.start(source, script, Pace.of(2, 150, 18));
                    RedisLedger ledger = new RedisLedger(target, "history");
                    RedisLedger watched = new RedisLedger(target, "history");
                    LeatProcess leat = LeatProcess.start(folder, "-Xmx64m", "run", file, "--http", "off")) {
                long first = load.ledger().committedBefore(0, -1L);
                Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> ledger.holds(0, first, first + 20));
                try (AckMonitor monitor = AckMonitor.start(source.server(), "leat_stall", load.ledger(), watched)) {
                    String connection = replicationPid(source);

                    redis.pause();
                    Awaitility.await("the walsender stays")
                            .pollInterval(200, TimeUnit.MILLISECONDS)
                            .during(STALL)
                            .atMost(STALL.plusSeconds(10))
                            .until(() ->
                                    leat.isAlive() && replicationPid(source).equals(connection));
                    redis.resume();
                    load.awaitCommits(50);
                    load.stop();
                    Awaitility.await()
                            .atMost(90, TimeUnit.SECONDS)
                            .until(() -> !leat.isAlive()
                                    || (ledger.holds(0, 0, load.ledger().committedBefore(0, -1L))
                                            && ledger.holds(1, 0, load.ledger().committedBefore(1, -1L))));
                    assertThat(leat.peakMemoryBytes()).as(leat::err).isBetween(1L, MAX_RESIDENT_BYTES);
                    assertThat(replicationPid(source)).isEqualTo(connection);
                    leat.terminate();
                    leat.expectSuccess();
                    monitor.stop();
                }
            }
            assertThat(source.server().logText().lines())
                    .noneMatch(line -> line.contains(source.name()) && line.contains("terminating walsender"));
            new RedisComparison(source, target).requireEqual(script.tables());
        }
    }

    private static String replicationPid(TestDatabase source) {
        return source.server()
                .query("SELECT coalesce(max(active_pid)::text, 'none') FROM pg_replication_slots WHERE database = '"
                        + source.name() + "'");
    }
}
