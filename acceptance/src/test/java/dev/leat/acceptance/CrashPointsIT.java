package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.CrashPoints;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One small history, crashed at each step of the pipeline in turn: while it starts, seeds, streams and ends. */
@Timeout(900)
final class CrashPointsIT {
    private static final List<String> TABLES = List.of("public.t", "public.u");

    /** Of each step, this many of its times; the first and the last always. */
    private static final int TIMES = Integer.getInteger("leat.acceptance.crash-points", 2);

    private final RedisTarget target = Servers.newTarget();

    // E1, P2, P3, P6, X3, X4, X8
    @Test
    void convergesWhereverItWasCrashed() {
        Map<String, Integer> steps = steps();
        assertThat(steps.keySet())
                .contains(
                        "after live",
                        "after claim",
                        "before store cursor",
                        "after store cursor",
                        "after beginSeed",
                        "after barrier",
                        "after read",
                        "after readKeys",
                        "before write",
                        "after write",
                        "before saveProgress",
                        "before completeSeed",
                        "after completeSeed",
                        "after storeMarks");
        List<String> failed = new ArrayList<>();
        int reached = 0;
        for (Map.Entry<String, Integer> step : steps.entrySet()) {
            for (int hit : hits(step.getValue())) {
                try {
                    reached += crashAt(step.getKey(), hit) ? 1 : 0;
                } catch (AssertionError failure) {
                    failed.add(step.getKey() + ", time " + hit + ": " + failure.getMessage());
                }
            }
        }
        assertThat(failed).isEmpty();
        assertThat(reached).as("crashes").isGreaterThan(steps.size());
    }

    /** What there is to crash at, and how often: from a run without a crash. */
    private Map<String, Integer> steps() {
        try (TestDatabase source = newSource();
                LocalPipeline pipeline = newPipeline(source)) {
            pipeline.crashPoints().haltAt("nowhere", 1);
            history(source, pipeline);
            return pipeline.crashPoints().hits();
        }
    }

    private static Set<Integer> hits(int most) {
        Set<Integer> hits = new LinkedHashSet<>();
        for (int i = 0; i < TIMES; i++) {
            hits.add(1 + i * (most - 1) / Math.max(1, TIMES - 1));
        }
        return hits;
    }

    private boolean crashAt(String step, int hit) {
        try (TestDatabase source = newSource();
                LocalPipeline pipeline = newPipeline(source)) {
            CrashPoints points = pipeline.crashPoints();
            points.haltAt(step, hit);
            history(source, pipeline);
            boolean reached = points.isReached();
            if (reached) {
                pipeline.crash();
                points.haltNowhere();
                source.execute(
                        "UPDATE t SET id = id + 5000 WHERE id % 10 = 3",
                        "DELETE FROM t WHERE id % 10 = 4",
                        "INSERT INTO u SELECT i, 'after' FROM generate_series(100, 120) i");
            } else { // there is one time less than in the run that was counted
                points.haltNowhere();
            }
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);
            new RedisComparison(source, target).requireEqual(TABLES);
            return reached;
        }
    }

    /** Runs until the crash point, or to an end in order. */
    private static void history(TestDatabase source, LocalPipeline pipeline) {
        CrashPoints points = pipeline.crashPoints();
        pipeline.start();
        source.execute(
                "UPDATE t SET v = 'beside' WHERE id % 7 = 0",
                "DELETE FROM t WHERE id % 11 = 0",
                "UPDATE t SET id = 1000 + id WHERE id % 13 = 0",
                "BEGIN; DELETE FROM u WHERE id = 1; INSERT INTO u VALUES (1, 'again'), (50, 'new'); COMMIT");
        pipeline.await("seeded or crashed", status -> points.isReached() || status.state() == PipelineState.STREAMING);
        if (!points.isReached()) {
            source.execute(
                    "INSERT INTO t (id, v) SELECT i, 'live' FROM generate_series(2000, 2029) i",
                    "UPDATE t SET id = 3000 WHERE id = 2000",
                    "UPDATE t SET id = id + 4000 WHERE big IS NOT NULL AND id < 10", // big is not sent again
                    "TRUNCATE u",
                    "INSERT INTO u SELECT i, 'behind' FROM generate_series(1, 10) i");
            pipeline.awaitCaughtUpOr(source, points::isReached);
        }
        if (!points.isReached()) {
            pipeline.stopOr(points::isReached);
        }
    }

    private TestDatabase newSource() {
        target.clear();
        TestDatabase source = PostgresServer.shared().createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text, big text)",
                "ALTER TABLE t ALTER COLUMN big SET STORAGE EXTERNAL",
                "INSERT INTO t SELECT i, 'row ' || i, CASE WHEN i % 5 = 0 THEN repeat('x', 9000) END"
                        + " FROM generate_series(1, 90) i",
                "CREATE TABLE u (id int PRIMARY KEY, v text)",
                "INSERT INTO u SELECT i, 'row ' || i FROM generate_series(1, 20) i");
        return source;
    }

    private LocalPipeline newPipeline(TestDatabase source) {
        return new LocalPipeline(LocalSetup.of(source.name(), source, target, TABLES)
                .withChunkRows(10)
                .withBatchChanges(16));
    }
}
