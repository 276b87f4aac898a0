package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.BankScript;
import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that goes away, falls silent or is busy with something else. */
@Timeout(180)
@Tag("server-version")
final class OutageIT {
    /** Half of what the server itself would take, and room for a slow machine; without that setting it is 30 s. */
    private static final Duration BOUND = Duration.ofSeconds(20);

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

    // G19, P19: an idle published table keeps no WAL of its neighbours
    @Test
    void movesTheSlotThoughOnlyANeighbourIsBusy() throws Exception {
        try (TestDatabase idle = PostgresServer.shared().createDatabase();
                TestDatabase neighbour = PostgresServer.shared().createDatabase()) {
            idle.execute("CREATE TABLE t (id int PRIMARY KEY)");
            create(neighbour);
            LocalSetup setup = LocalSetup.of("idle", idle, target, List.of("public.t"));
            try (LocalPipeline pipeline = new LocalPipeline(setup);
                    Load load = Load.start(neighbour, script, Pace.of(1, 100, 19))) {
                pipeline.start();
                pipeline.awaitSeeded();
                load.awaitCommits(100);
                String behind = idle.server().query("SELECT pg_current_wal_insert_lsn()");
                load.awaitCommits(20);
                Awaitility.await("the slot passes what the neighbour wrote")
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> idle.server()
                                .query("SELECT confirmed_flush_lsn >= '" + behind
                                        + "' FROM pg_replication_slots WHERE slot_name = 'leat_idle'")
                                .equals("t"));
                load.stop();
                assertThat(pipeline.status().error()).isEmpty();
            }
        }
    }

    private void create(TestDatabase source) throws Exception {
        try (Connection connection = source.connect()) {
            script.create(connection);
        }
    }
}
