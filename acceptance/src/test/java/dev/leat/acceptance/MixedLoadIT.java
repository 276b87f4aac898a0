package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.load.MixedScript;
import dev.leat.acceptance.oracle.AckMonitor;
import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that go through everything a row can go through. */
@Timeout(180)
final class MixedLoadIT {
    private static final long SEED = Long.getLong("leat.acceptance.seed", 20_261_121L);

    private final MixedScript script = new MixedScript();
    private final RedisTarget target = Servers.newTarget();

    // P1, P2, P3, P5, P7, P8, G5, G8, G10, G11, S5
    @Test
    @Tag("slow")
    void convergesBesideSeedingAndOverCrashes() throws Exception {
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            LocalSetup setup =
                    LocalSetup.of("mixed", source, target, script.tables()).withChunkRows(200);
            try (LocalPipeline pipeline = new LocalPipeline(setup);
                    Load load = Load.start(source, script, Pace.of(2, 100, SEED))) {
                load.awaitCommits(20);
                pipeline.start();
                try (AckMonitor monitor =
                        AckMonitor.start(source.server(), "leat_mixed", load.ledger(), pipeline.faults())) {
                    pipeline.await(
                            "some rows are read", status -> pipeline.faults().readRowCount() > 50);
                    pipeline.crash();
                    for (int crashes = 0; crashes < 3; crashes++) {
                        pipeline.start();
                        load.awaitCommits(200);
                        pipeline.crash();
                    }
                    pipeline.start();
                    load.awaitCommits(100);
                    pipeline.awaitSeeded();
                    load.awaitCommits(300);
                    load.stop();
                    pipeline.awaitCaughtUp(source);
                    monitor.stop();
                }
                new RedisComparison(source, target).requireEqual(script.tables());
                assertThat(pipeline.status().pending()).isZero();
            }
        }
    }
}
