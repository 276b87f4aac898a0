package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.load.MixedScript;
import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged product, ended at random moments beside the mixed load. */
@Timeout(900)
final class TerminationIT {
    private static final long SEED = Long.getLong("leat.acceptance.seed", 20_261_121L);
    private static final int KILLS = Integer.getInteger("leat.acceptance.kills", 8);
    private static final int TERMINATIONS = Integer.getInteger("leat.acceptance.terminations", 5);

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    // E1, P2, P3
    @Test
    @Tag("slow")
    void convergesAfterRandomKills() throws Exception {
        converges("kills", KILLS, LeatProcess::kill9);
    }

    // E12, P21
    @Test
    void endsInOrderWheneverItIsAskedTo() throws Exception {
        converges("terminations", TERMINATIONS, leat -> {
            leat.terminate();
            assertThat(leat.awaitExit()).as(leat::err).isZero();
        });
    }

    private void converges(String name, int times, Consumer<LeatProcess> end) throws Exception {
        MixedScript script = new MixedScript();
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            String file = PipelineFile.toRedis(name, source.leatUrl(), script.tables(), target.url())
                    .in(folder);
            try (Load load = Load.start(source, script, Pace.of(2, 40, SEED))) {
                for (int i = 0; i < times; i++) {
                    try (LeatProcess leat = Commands.run(folder, file)) {
                        awaitBegin(leat, source, name);
                        awaitMillis(leat, random.nextInt(2500));
                        end.accept(leat);
                    }
                }
                load.stop();
            }
            try (LeatProcess last = Commands.catchUp(folder, file)) {
                last.expectSuccess();
            }
            new RedisComparison(source, target).requireEqual(script.tables());
        }
    }

    /** A JVM that is asked to end before it has started does so by itself, with a code of its own. */
    private static void awaitBegin(LeatProcess leat, TestDatabase source, String name) {
        String sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'leat " + name + "'";
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> !leat.isAlive() || !source.server().query(sessions).equals("0"));
    }

    /** It runs for so long; one that ends before has failed. */
    private static void awaitMillis(LeatProcess leat, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        Awaitility.await().until(() -> !leat.isAlive() || System.nanoTime() >= end);
        assertThat(leat.isAlive()).as(leat::err).isTrue();
    }
}
