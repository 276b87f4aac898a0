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
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The packaged product between PostgreSQL and Redis, killed at the worst moments. */
@Timeout(180)
@Tag("server-version")
final class CrashIT {
    private static final int ACCOUNTS = 100_000;
    private static final String HEAP = "-Xmx64m";

    private final BankScript script = BankScript.scale(1);
    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;

    @TempDir
    private Path folder;

    @BeforeEach
    void createSource() throws Exception {
        source = PostgresServer.shared().createDatabase();
        try (Connection connection = source.connect()) {
            script.create(connection);
        }
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    // P1, P2, P3, P6, E1, X4: what pgbench -s 1 -c 2 does, beside seeding, kill -9 while seeding and while streaming
    @Test
    void equalsTheSourceThoughKilledWhileSeedingAndWhileStreaming() throws Exception {
        String file = PipelineFile.toRedis("bank", source.leatUrl(), script.tables(), target.url())
                .in(folder);
        try (Load load = Load.start(source, script, Pace.of(2, 150, 7));
                RedisLedger ledger = new RedisLedger(target, "history");
                RedisLedger watched = new RedisLedger(target, "history");
                Jedis redis = target.open()) {
            try (LeatProcess seeding = run(file)) {
                await(seeding, () -> redis.dbSize() > ACCOUNTS / 5);
                seeding.kill9();
            }
            assertThat(redis.dbSize()).as("it was killed while it seeded").isLessThan(ACCOUNTS);
            AckMonitor monitor;
            try (LeatProcess streaming = run(file)) {
                await(streaming, () -> redis.dbSize() > ACCOUNTS && redis.exists("accounts:" + ACCOUNTS));
                monitor = AckMonitor.start(source.server(), "leat_bank", load.ledger(), watched);
                long committed = load.ledger().committedBefore(0, -1L);
                await(streaming, () -> ledger.holds(0, committed, committed + 20));
                streaming.kill9();
            }
            load.awaitCommits(100);
            load.stop();
            try (LeatProcess last = run(file, "--until", "caught-up")) {
                last.expectSuccess();
            }
            monitor.stop();
        }
        long readBefore = rowsRead();
        try (LeatProcess again = run(file, "--until", "caught-up")) {
            again.expectSuccess();
        }
        assertThat(rowsRead())
                .as("rows that anybody has read from the seeded tables")
                .isEqualTo(readBefore);
        new RedisComparison(source, target).requireEqual(script.tables());
    }

    private LeatProcess run(String file, String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "run";
        arguments[1] = file;
        arguments[2] = "--http";
        arguments[3] = "off";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return LeatProcess.start(folder, HEAP, arguments);
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
        assertThat(process.isAlive()).as(process::err).isTrue();
    }

    /** Sessions tell what they have read when they end, and ours have ended. */
    private long rowsRead() throws Exception {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables")) {
            row.next();
            return row.getLong(1);
        }
    }
}
