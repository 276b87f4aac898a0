package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.BankScript;
import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.ChunkSteps;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.api.schema.TableId;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that goes away, falls silent or is busy with something else. */
@Timeout(180)
@Tag("server-version")
@Tag("slow")
final class OutageIT {
    /** Half of what the server itself would take, and room for a slow machine; without that setting it is 30 s. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** For which a question for the catalog waits, and as long again for a slow machine; rows may take 5 minutes. */
    private static final Duration CATALOG_BOUND = Duration.ofSeconds(60);

    /** Of a server that writes up to 64 MB between two checkpoints, and keeps what is behind the one before the last. */
    private static final long MAX_KEPT_BYTES = 100 << 20;

    private static final List<String> ROWS = List.of("public.t");
    private static final List<Consumer<PostgresServer>> STOPS =
            List.of(PostgresServer::stop, PostgresServer::stopImmediate, PostgresServer::stopSmart);

    private final BankScript script = BankScript.small(500);
    private final RedisTarget target = Servers.newTarget();

    // G21, P19, P20: reconnects by itself, also when commits were under way
    @Test
    void goesOnAfterTheServerWasRestarted() throws Exception {
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase source = server.createDatabase()) {
            create(source);
            LocalSetup setup = LocalSetup.of("restart", source, target, script.tables());
            try (LocalPipeline pipeline = new LocalPipeline(setup);
                    Load load = Load.start(source, script, Pace.of(2, 100, 21).bearingOutages())) {
                pipeline.start();
                pipeline.awaitSeeded();
                load.awaitCommits(50);
                server.restart();
                load.awaitCommits(50);
                server.kill9();
                server.start();
                load.awaitCommits(50);
                load.stop();
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(script.tables());
            }
        }
    }

    // G20, P19: a half-open connection is noticed within the bound and replaced
    @Test
    void noticesASourceThatFellSilent() throws Exception {
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                TcpFaultProxy proxy = TcpFaultProxy.to(PostgresServer.shared())) {
            source.server().execute("ALTER DATABASE " + source.name() + " SET wal_sender_timeout = '5s'");
            create(source);
            neverVacuum(source, script.tables());
            LocalSetup setup =
                    LocalSetup.of("silent", source, target, script.tables()).from(source.leatUrl(proxy.port()));
            try (LocalPipeline pipeline = new LocalPipeline(setup);
                    Load load = Load.start(source, script, Pace.of(2, 50, 20))) {
                pipeline.start();
                pipeline.awaitSeeded();
                load.awaitCommits(50);
                proxy.blackHole();
                long start = System.nanoTime();
                pipeline.await("the silence is noticed", status -> status.state() == PipelineState.RETRYING);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                proxy.pass();
                load.awaitCommits(50);
                load.stop();
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(script.tables());
            }
        }
    }

    // G20: the stream's own thread waits for the catalog, which it asks for where a table was altered, or vacuumed
    @Test
    void noticesThatTheCatalogDoesNotAnswer() throws Exception {
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Connection holder = source.connectAsSuperuser();
                Statement catalog = holder.createStatement()) {
            createRows(source, 100);
            LocalSetup setup = LocalSetup.of("catalog", source, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                source.execute("UPDATE t SET v = 'before'");
                pipeline.awaitCaughtUp(source);
                source.execute("ALTER TABLE t ADD COLUMN w int");
                catalog.execute("BEGIN; LOCK TABLE pg_catalog.pg_inherits IN ACCESS EXCLUSIVE MODE");
                source.execute("UPDATE t SET w = id");
                long start = System.nanoTime();
                pipeline.await("the silence is noticed", status -> status.state() == PipelineState.RETRYING);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CATALOG_BOUND);
                catalog.execute("ROLLBACK");
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(ROWS);
            }
        }
    }

    // G20: the sessions that read rows are as deaf as the stream, and do not notice by themselves
    @Test
    void readsOnWhenAllItsConnectionsLeadNowhere() {
        HeldReads reads = new HeldReads();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                TcpFaultProxy proxy = TcpFaultProxy.to(PostgresServer.shared())) {
            source.server().execute("ALTER DATABASE " + source.name() + " SET wal_sender_timeout = '5s'");
            createRows(source, 10_000);
            LocalSetup setup =
                    LocalSetup.of("deaf", source, target, ROWS).with(reads).from(source.leatUrl(proxy.port()));
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                reads.let(4);
                reads.awaitHeld();
                proxy.strand(TcpFaultProxy.Direction.TO_CLIENT);
                proxy.strand(TcpFaultProxy.Direction.TO_TARGET);
                reads.let(1_000_000);
                long start = System.nanoTime();
                pipeline.await("the silence is noticed", status -> status.state() == PipelineState.RETRYING);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                pipeline.awaitSeeded();
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(ROWS);
            }
        }
    }

    // G20: the machine is there, the process at the other end stands still
    @Test
    void noticesAWalSenderThatIsFrozen() throws Exception {
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            source.server().execute("ALTER DATABASE " + source.name() + " SET wal_sender_timeout = '5s'");
            createRows(source, 1000);
            LocalSetup setup = LocalSetup.of("frozen", source, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                long pid = Long.parseLong(source.server()
                        .query("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'leat_frozen'"));
                source.server().freeze(pid);
                try {
                    source.execute("UPDATE t SET v = 'while it is frozen' WHERE id % 2 = 0");
                    long start = System.nanoTime();
                    pipeline.await("the silence is noticed", status -> status.state() == PipelineState.RETRYING);
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                } finally {
                    source.server().thaw(pid);
                }
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(ROWS);
            }
        }
    }

    // G21: a smart shutdown waits for sessions, and each but an immediate one for all that is not confirmed
    @Test
    void goesOnHoweverTheServerWasStopped() {
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase source = server.createDatabase()) {
            createRows(source, 1000);
            LocalSetup setup = LocalSetup.of("stopped", source, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                for (Consumer<PostgresServer> stop : STOPS) {
                    source.execute("UPDATE t SET v = v || ' and changed'");
                    stop.accept(server);
                    server.start();
                    source.execute("INSERT INTO t SELECT max(id) + 1, 'new' FROM t");
                    pipeline.awaitCaughtUp(source);

                    new RedisComparison(source, target).requireEqual(ROWS);
                }
            }
        }
    }

    // G21: the sessions that read rows are let go, too; the bound is the one in which a fixture's server has to stop
    @Test
    void readsOnHoweverTheServerWasStopped() {
        HeldReads reads = new HeldReads();
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase source = server.createDatabase()) {
            createRows(source, 20_000);
            LocalSetup setup = LocalSetup.of("read", source, target, ROWS).with(reads);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                for (Consumer<PostgresServer> stop : STOPS) {
                    reads.let(4);
                    reads.awaitHeld();
                    source.execute("UPDATE t SET v = v || ' and changed' WHERE id % 100 = 0");
                    stop.accept(server);
                    server.start();
                }
                assertThat(pipeline.status().state()).isNotEqualTo(PipelineState.STREAMING);
                reads.let(1_000_000);
                pipeline.awaitSeeded();
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(ROWS);
            }
        }
    }

    // G21: what a target that hangs has not confirmed
    @Test
    void letsTheServerStopThoughTheTargetHangs() {
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase source = server.createDatabase()) {
            createRows(source, 1000);
            LocalSetup setup = LocalSetup.of("hung", source, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                for (Consumer<PostgresServer> stop : STOPS) {
                    pipeline.faults().hold();
                    source.execute("UPDATE t SET v = v || ' and changed'");
                    Awaitility.await().until(() -> pipeline.faults().heldCount() > 0);
                    stop.accept(server);
                    server.start();
                    pipeline.faults().release();
                    pipeline.awaitCaughtUp(source);

                    new RedisComparison(source, target).requireEqual(ROWS);
                }
            }
        }
    }

    /** Reads of chunks wait until they are let through. */
    private static final class HeldReads implements ChunkSteps {
        private final Semaphore let = new Semaphore(0);

        @Override
        public void beforeRead(TableId table) {
            let.acquireUninterruptibly();
        }

        void let(int count) {
            let.release(count);
        }

        void awaitHeld() {
            Awaitility.await("a read is held")
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> let.availablePermits() == 0 && let.hasQueuedThreads());
        }
    }

    private static void createRows(TestDatabase source, int count) {
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, " + count + ") i");
    }

    // G19, P19: an idle published table keeps no WAL of what is written elsewhere, by volume the load of an hour
    @Test
    void keepsAsMuchLogAsAServerWithoutASlot() {
        try (PostgresServer server = PostgresServer.builder()
                        .setting("min_wal_size", "32MB")
                        .setting("max_wal_size", "64MB")
                        .start();
                TestDatabase idle = server.createDatabase();
                TestDatabase neighbour = server.createDatabase()) {
            createRows(idle, 1);
            idle.execute("CREATE TABLE unpublished (id int, v text)");
            LocalSetup setup = LocalSetup.of("idle_log", idle, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                String begin = server.query("SELECT pg_current_wal_insert_lsn()");
                for (int round = 0; round < 6; round++) {
                    for (int i = 0; i < 4; i++) {
                        neighbour.execute("SELECT pg_logical_emit_message(i % 2 = 0, 'test', repeat('x', 1000000))"
                                + " FROM generate_series(1, 10) i");
                    }
                    idle.execute(
                            "INSERT INTO unpublished SELECT i, repeat('x', 400) FROM generate_series(1, 40000) i",
                            "TRUNCATE unpublished");
                    server.execute("SELECT pg_switch_wal()");
                    String behind = server.query("SELECT pg_current_wal_insert_lsn()");
                    Awaitility.await("the slot keeps up")
                            .atMost(60, TimeUnit.SECONDS)
                            .untilAsserted(() -> {
                                // as a server makes by itself now and then: a slot moves from one to the next
                                server.execute("CHECKPOINT");
                                assertThat(slot(server, "confirmed_flush_lsn >= '" + behind + "'"))
                                        .isEqualTo("t");
                                assertThat(Long.parseLong(slot(server, "'" + behind + "' - restart_lsn")))
                                        .isLessThan(MAX_KEPT_BYTES);
                            });
                }
                assertThat(Long.parseLong(server.query("SELECT pg_current_wal_insert_lsn() - '" + begin + "'")))
                        .isGreaterThan(3 * MAX_KEPT_BYTES);
                server.execute("CHECKPOINT");
                assertThat(server.walDirectoryBytes()).isLessThan(MAX_KEPT_BYTES);
                assertThat(pipeline.status().error()).isEmpty();

                idle.execute("INSERT INTO t VALUES (2, 'written at last')");
                pipeline.awaitCaughtUp(idle);
                new RedisComparison(idle, target).requireEqual(ROWS);
            }
        }
    }

    private static String slot(PostgresServer server, String what) {
        return server.query("SELECT " + what + " FROM pg_replication_slots WHERE slot_name = 'leat_idle_log'");
    }

    /** The stream announces a vacuumed table anew, for which the catalog is asked: that has a bound of its own. */
    private static void neverVacuum(TestDatabase source, List<String> tables) {
        tables.forEach(table -> source.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)"));
    }

    private void create(TestDatabase source) throws Exception {
        try (Connection connection = source.connect()) {
            script.create(connection);
        }
    }
}
