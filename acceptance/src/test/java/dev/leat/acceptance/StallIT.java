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
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target that takes nothing for a while. */
@Timeout(300)
@Tag("slow")
final class StallIT {
    private static final Duration STALL = Duration.ofSeconds(Long.getLong("leat.acceptance.stall-seconds", 60));

    /** Longer than a sink waits for an answer. */
    private static final Duration SILENCE = STALL.multipliedBy(2).dividedBy(3);

    private static final long MAX_RESIDENT_BYTES = 200 << 20;
    private static final int LOG_LINES = 40;

    @TempDir
    private Path folder;

    // G18, P1, P18, P19: Redis takes everything and answers nothing, then it is not even there
    @Test
    void keepsTheSourceConnectionAndItsMemoryAndConverges() throws Exception {
        BankScript script = BankScript.small(2000);
        try (RedisServer redis = RedisServer.builder().start();
                TcpFaultProxy proxy = TcpFaultProxy.to(redis);
                PostgresServer server = PostgresServer.builder().start();
                TestDatabase source = server.createDatabase()) {
            RedisTarget target = new RedisTarget(redis, 0);
            source.server().execute("ALTER DATABASE " + source.name() + " SET wal_sender_timeout = '5s'");
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            String file = PipelineFile.toRedis("stall", source.leatUrl(), script.tables(), target.url(proxy.port()))
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
                    requireStays(SILENCE, leat, source, connection);
                    proxy.refuse();
                    proxy.cut();
                    requireStays(STALL.minus(SILENCE), leat, source, connection);
                    redis.resume();
                    proxy.pass();
                    load.awaitCommits(50);
                    load.stop();
                    Awaitility.await()
                            .atMost(90, TimeUnit.SECONDS)
                            .until(() -> !leat.isAlive()
                                    || (ledger.holds(0, 0, load.ledger().committedBefore(0, -1L))
                                            && ledger.holds(1, 0, load.ledger().committedBefore(1, -1L))));
                    requireSame(leat, source, connection);
                    assertThat(leat.peakMemoryBytes()).as(leat::err).isBetween(1L, MAX_RESIDENT_BYTES);
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

    private static void requireStays(Duration howLong, LeatProcess leat, TestDatabase source, String connection) {
        Awaitility.await("the walsender stays")
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .during(howLong)
                .atMost(howLong.plusSeconds(10))
                .until(() -> {
                    requireSame(leat, source, connection);
                    return true;
                });
    }

    /** Fails with all that tells why it is another connection, or none. */
    private static void requireSame(LeatProcess leat, TestDatabase source, String connection) {
        String now = replicationPid(source);
        if (!leat.isAlive() || !now.equals(connection)) {
            List<String> log = source.server().logText().lines().toList();
            throw new AssertionError("leat " + (leat.isAlive() ? "runs" : "ended with " + leat.awaitExit())
                    + ", its walsender was " + connection + " and is " + now + "\nstderr of leat:\n" + leat.err()
                    + "\nend of the server's log:\n"
                    + String.join("\n", log.subList(Math.max(0, log.size() - LOG_LINES), log.size())));
        }
    }

    private static String replicationPid(TestDatabase source) {
        return source.server()
                .query("SELECT coalesce(max(active_pid)::text, 'none') FROM pg_replication_slots WHERE database = '"
                        + source.name() + "'");
    }
}
