package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.load.RisingScript;
import dev.leat.acceptance.oracle.AckMonitor;
import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A search server that is full, silent or cut off, and seeds that are killed: nothing is confirmed early, and it converges. */
@Tag("slow")
@Timeout(300)
final class SearchFaultsIT {
    private static final int ROWS = 300;
    private static final List<String> TABLES = List.of("public.t");

    private final SearchScene scene = new SearchScene();
    private final TestDatabase source = scene.source();
    private final SearchTarget target = scene.target();

    @AfterEach
    void close() {
        scene.close();
    }

    // E11, S11, P1: what Elasticsearch does to every index when its disk is full
    @Test
    void waitsWhileTheDiskOfTheTargetIsFullAndSaysWhatToDo() throws Exception {
        RisingScript script = new RisingScript();
        scene.create(script);
        try (LocalPipeline pipeline = scene.pipeline(script.tables())) {
            pipeline.start();
            pipeline.awaitSeeded();
            try (Load load = Load.start(source, script, Pace.of(2, 20, 11));
                    AckMonitor monitor = scene.watch(load)) {
                SearchScene.awaitWithBalance(pipeline, load, 10);
                blockWrites(true);
                pipeline.await(
                        "it says what to do",
                        status -> status.error().contains("free disk space")
                                && status.error().contains("index.blocks.read_only_allow_delete"));
                long held = scene.head();
                SearchScene.awaitWithBalance(pipeline, load, 30);
                assertThat(pipeline.status().state()).isEqualTo(PipelineState.RETRYING);
                assertThat(scene.confirmed()).isLessThanOrEqualTo(held);

                blockWrites(false);
                load.stop();
                pipeline.awaitCaughtUp(source);
                assertThat(pipeline.status().error()).isEmpty();
                monitor.stop();
            }
        }
        scene.requireEqual(script.tables().toArray(String[]::new));
    }

    private void blockWrites(boolean blocked) {
        String settings = "{\"index.blocks.read_only_allow_delete\":" + (blocked ? "true" : "null") + "}";
        for (String index : List.of(target.index("rising"), target.index("ledger"), "leat")) {
            target.put(index, "/_settings", settings);
        }
    }

    // S1, S3, S10, P4: an answer that comes too late, then a request that does
    @Test
    void aRequestThatArrivesLateWritesNothingOverWhatIsNewer() throws Exception {
        scene.createRows(ROWS);
        try (LocalPipeline pipeline = new LocalPipeline(scene.setup(TABLES).withLanes(1))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            scene.proxy().stall(Direction.TO_CLIENT);
            source.execute("UPDATE t SET v = '-1' WHERE id <= 20");
            pipeline.await("the answer is given up", status -> !status.error().isEmpty());
            source.execute("UPDATE t SET v = '-2' WHERE id <= 10", "DELETE FROM t WHERE id BETWEEN 18 AND 20");
            scene.proxy().pass();
            pipeline.awaitCaughtUp(source);
            scene.requireEqual("public.t");

            long before = conflicts();
            for (int round = 1; round <= 5 && conflicts() == before; round++) {
                requireNothingLate(pipeline, round);
            }
            assertThat(conflicts()).as("documents that came too late").isGreaterThan(before);
        }
    }

    /** What is stranded may be a request about the marks alone. */
    private void requireNothingLate(LocalPipeline pipeline, int round) {
        long before = conflicts();
        scene.proxy().strand(Direction.TO_TARGET);
        source.execute("UPDATE t SET v = '-3' || v WHERE id BETWEEN 31 AND 90");
        SearchScene.await(() -> scene.proxy().heldCount() > 0);
        source.execute(
                "UPDATE t SET v = '-4' || v WHERE id BETWEEN 31 AND 60",
                "DELETE FROM t WHERE id BETWEEN 61 AND 61 + " + round);
        pipeline.awaitCaughtUp(source); // over other connections
        scene.requireEqual("public.t");

        scene.proxy().pass();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> conflicts() > before);
        } catch (ConditionTimeoutException none) {
            assertThat(conflicts()).isEqualTo(before);
        }
        scene.requireEqual("public.t");
    }

    /** How many documents of the table were refused, which is what becomes of an older version. */
    private long conflicts() {
        return target.read("/" + target.index("t") + "/_stats/indexing")
                .at("/_all/total/indexing/index_failed")
                .asLong();
    }

    // P1, P2, P13, S10: the network between the pipeline and the search server, under load
    @Test
    void confirmsNothingThatACutConnectionMayHaveLost() throws Exception {
        RisingScript script = new RisingScript();
        scene.create(script);
        try (LocalPipeline pipeline = scene.pipeline(script.tables())) {
            pipeline.start();
            pipeline.awaitSeeded();
            try (Load load = Load.start(source, script, Pace.of(2, 20, 4));
                    AckMonitor monitor = scene.watch(load)) {
                for (int round = 0; round < 5; round++) {
                    load.awaitCommits(10);
                    int connections = scene.proxy().acceptedCount();
                    if (round % 2 == 0) {
                        scene.proxy().cutAfter(Direction.TO_CLIENT, 50 + 100L * round); // in the middle of an answer
                    } else {
                        scene.proxy().cutAfter(Direction.TO_TARGET, 1000L * round); // in the middle of a request
                    }
                    SearchScene.await(() -> scene.proxy().acceptedCount() > connections);
                }
                scene.proxy().cut();
                load.awaitCommits(10);
                scene.proxy().blackHole(); // for less than the sink waits
                SearchScene.await(() -> scene.proxy().heldCount() > 0);
                load.awaitCommits(20);
                scene.proxy().pass();
                load.awaitCommits(10);
                scene.proxy().blackHole(); // for more
                pipeline.await("the silence is noticed", status -> status.state() == PipelineState.RETRYING);
                scene.proxy().pass();
                load.awaitCommits(20);
                load.stop();
                pipeline.awaitCaughtUp(source);
                SearchScene.requireBalance(pipeline.status());
                monitor.stop();
            }
        }
        scene.requireEqual(script.tables().toArray(String[]::new));
    }

    // X5, X8, G15, P12: rows that the source lost while nobody looked; and the reseed is killed before its last step
    @Test
    void aReseedLeavesNoRowThatTheSourceLost() throws Exception {
        scene.createRows(ROWS);
        try (LocalPipeline pipeline = scene.pipeline(TABLES)) {
            pipeline.runUntilCaughtUp();
            scene.dropSlot();
            source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = '-1' WHERE id % 10 = 1");
            pipeline.start();
            assertThat(pipeline.awaitEnd().exitCode()).isEqualTo(3);
            assertThat(target.documents("t")).hasSize(ROWS);

            pipeline.askForReseed();
            pipeline.crashPoints().haltAt("before completeSeed", 1);
            pipeline.start();
            SearchScene.await(pipeline.crashPoints()::isReached);
            pipeline.crash();
            pipeline.crashPoints().haltNowhere();
            assertThat(target.documents("t")).as("readers see the old index").hasSize(ROWS);
            source.execute("DELETE FROM t WHERE id % 10 = 2");
            pipeline.runUntilCaughtUp();
        }
        scene.requireEqual("public.t");
        assertThat(target.index("t")).isEqualTo(target.index("t", 2));
    }

    // X4, X8, E1, W2, W13: killed at each of the last steps of a seed
    @Test
    void neverSaysThatItIsSeededBeforeAllRowsAreThere() throws Exception {
        scene.createRows(ROWS);
        Map<String, Integer> steps;
        try (LocalPipeline pipeline = scene.pipeline(TABLES)) {
            pipeline.crashPoints().haltAt("nowhere", 1);
            pipeline.start();
            pipeline.awaitSeeded();
            steps = pipeline.crashPoints().hits();
            pipeline.stop();
        }
        for (String step : List.of("before write", "after write", "before completeSeed", "after completeSeed")) {
            scene.dropSlot();
            target.drop(target.index("t"));
            try (LocalPipeline pipeline = scene.pipeline(TABLES)) {
                pipeline.crashPoints().haltAt(step, steps.getOrDefault(step, 0));
                pipeline.start();
                SearchScene.await(pipeline.crashPoints()::isReached);
                pipeline.crash();
                pipeline.crashPoints().haltNowhere();
                requireSeededOnlyWithAllRows(step);
                source.execute(
                        "DELETE FROM t WHERE id = (SELECT max(id) FROM t)", "UPDATE t SET v = '-1' WHERE id = 1");
                pipeline.runUntilCaughtUp();
            }
            scene.requireEqual("public.t");
        }
    }

    private void requireSeededOnlyWithAllRows(String step) {
        String index = target.index("t");
        String said = target.read("/" + index + "/_mapping")
                .at("/" + index + "/mappings/_meta/leat/state")
                .asString();
        if (said.equals("SEEDED")) {
            scene.requireEqual("public.t");
        }
        assertThat(said).as(step).isEqualTo(step.equals("after completeSeed") ? "SEEDED" : "PARTIAL");
    }
}
