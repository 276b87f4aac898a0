package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.BankScript;
import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.load.MixedScript;
import dev.leat.acceptance.load.RisingScript;
import dev.leat.acceptance.load.Script;
import dev.leat.acceptance.oracle.RisingReader;
import dev.leat.acceptance.oracle.SearchComparison;
import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged product between PostgreSQL and a search server. */
@Timeout(400)
@Tag("server-version")
@Tag("slow")
final class SearchIT {
    private static final long SEED = Long.getLong("leat.acceptance.seed", 20_261_121L);

    @TempDir
    private Path folder;

    // P2, P3, P4, P7, P8, G8, G10, G11, S5, X4: wide documents of every kind, killed while seeding and while streaming
    @Test
    void equalsTheSourceOverKillsAndSeedsADroppedIndexAlone() throws Exception {
        MixedScript script = new MixedScript(2_000);
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            SearchTarget target = target("killed");
            String file = equalOverKills(script, source, target, "items", "ledger");

            target.drop(target.index("swaps"));
            String summary = catchUp(file);

            new SearchComparison(source, target).requireEqual(script.tables());
            assertThat(summary).as("only the table whose index was dropped").contains(" 20 rows seeded");
        }
    }

    // P1, P2, P3, X4: pgbench's tables and transaction
    @Test
    void equalsABankOverKills() throws Exception {
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            equalOverKills(BankScript.small(5_000), source, target("bank"), "accounts", "history");
        }
    }

    /** Returns the pipeline's file. */
    private String equalOverKills(
            Script script, TestDatabase source, SearchTarget target, String seeded, String streamed) throws Exception {
        try (Connection connection = source.connect()) {
            script.create(connection);
        }
        String file = file(source, script, target);
        try (Load load = Load.start(source, script, Pace.of(2, 20, SEED))) {
            load.awaitCommits(20);
            try (LeatProcess seeding = Commands.run(folder, file)) {
                await(seeding, () -> target.written(seeded) > 0);
                seeding.kill9();
            }
            for (int kills = 0; kills < 2; kills++) {
                try (LeatProcess streaming = Commands.run(folder, file)) {
                    load.awaitCommits(100);
                    await(streaming, () -> target.count(streamed) > 0);
                    streaming.kill9();
                }
            }
            load.stop();
        }
        catchUp(file);
        new SearchComparison(source, target).requireEqual(script.tables());
        return file;
    }

    // S13, W10, X5: an alias that is asked all the time while its table is reseeded and changed
    @Test
    void readersSeeNoMissingAndNoOlderDocumentDuringAReseedUnderLoad() throws Exception {
        RisingScript script = new RisingScript();
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            SearchTarget target = target("read");
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            String file = file(source, script, target);
            catchUp(file);
            try (Load load = Load.start(source, script, Pace.of(2, 20, SEED));
                    RisingReader reader = RisingReader.start(target)) {
                for (int reseeds = 2; reseeds <= 3; reseeds++) {
                    try (LeatProcess wish = Commands.reseed(folder, file)) {
                        wish.expectSuccess();
                    }
                    String next = target.index("rising", reseeds);
                    try (LeatProcess running = Commands.run(folder, file)) {
                        await(running, () -> target.index("rising").equals(next));
                        load.awaitCommits(50);
                        running.terminate();
                        running.expectSuccess();
                    }
                }
                load.stop();
                assertThat(reader.rounds()).isGreaterThan(100);
                assertThat(reader.wrong()).isEmpty();
            }
            catchUp(file);
            new SearchComparison(source, target).requireEqual(script.tables());
        }
    }

    // S11, P2: nobody has to do anything
    @Test
    void seedsAnIndexAnewThatIsDroppedUnderARunningPipeline() throws Exception {
        MixedScript script = new MixedScript();
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            SearchTarget target = target("dropped");
            try (Connection connection = source.connect()) {
                script.create(connection);
            }
            String file = file(source, script, target);
            catchUp(file);
            try (Load load = Load.start(source, script, Pace.of(2, 20, SEED));
                    LeatProcess running = Commands.run(folder, file)) {
                await(running, () -> target.count("ledger") > 0);
                target.drop(target.index("items", 1));
                load.awaitCommits(50);
                await(running, () -> target.count("items") > 0);
                target.drop(target.index("items", 2));
                target.drop(target.index("ledger", 1));
                load.awaitCommits(50);
                await(running, () -> target.count("items") > 0 && target.count("ledger") > 0);
                load.stop();
                running.terminate();
                running.expectSuccess();
            }
            catchUp(file);

            new SearchComparison(source, target).requireEqual(script.tables());
            // the second one may be dropped before its seeding is over, which then begins again under the same number
            assertThat(target.index("items")).isNotEqualTo(target.index("items", 1));
            assertThat(target.index("ledger")).isNotEqualTo(target.index("ledger", 1));
            assertThat(target.index("swaps")).as("the others went on").isEqualTo(target.index("swaps", 1));
        }
    }

    /** Aliases of this test alone. */
    private static SearchTarget target(String test) {
        return new SearchTarget(Servers.search().url(), "-" + test);
    }

    private String file(TestDatabase source, Script script, SearchTarget target) {
        return new PipelineFile(
                        source.name(), source.leatUrl(), script.tables(), target.sink(), "seed: {chunk-rows: 200}")
                .in(folder);
    }

    private String catchUp(String file) {
        try (LeatProcess leat = Commands.catchUp(folder, file)) {
            leat.expectSuccess();
            return leat.err();
        }
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
        assertThat(process.isAlive()).as(process::err).isTrue();
    }
}
