package dev.leat.testkit.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.Capture;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import dev.leat.testkit.source.MemorySource;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S11: a target that loses a table while a pipeline runs. */
@Timeout(60)
final class LostTableTest {
    private final TestTable lost = TestTable.of("lost").key("id", TestColumn.INT);
    private final TestTable kept = TestTable.of("kept").key("id", TestColumn.INT);
    private final MemorySource source = new MemorySource(lost, kept);
    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();

    @Test
    void isSeededAnewAndCountedOn() {
        source.commit(changes -> changes.insert(lost, 1).insert(lost, 2).insert(kept, 1));
        Capture capture = source.capture(state);
        try (RunningPipeline pipeline = RunningPipeline.start(capture, target.sink(), state)) {
            await(pipeline, () -> target.readCount() == 3);
            source.commit(changes -> changes.insert(lost, 3).insert(kept, 2));
            await(pipeline, () -> pipeline.status().delivered() == 2);

            target.lose(lost.id());
            source.commit(changes -> changes.insert(lost, 4).insert(kept, 3));
            await(pipeline, () -> target.rows(lost.id()).size() == 4);
            source.commit(changes -> changes.delete(lost, 1));
            await(pipeline, () -> target.rows(lost.id()).size() == 3);

            pipeline.stop();
            Outcome outcome = pipeline.await(Duration.ofSeconds(30));
            assertThat(outcome.exitCode()).isZero();
            PipelineStatus last = outcome.last();
            assertThat(last.seeded())
                    .as("each row once, those of the lost table twice")
                    .isEqualTo(3 + 4);
            assertThat(last.received()).isEqualTo(last.delivered()).isBetween(5L, 6L);
        }
        assertThat(target.rows(kept.id())).hasSize(3);
    }

    @Test
    void endsWhenItIsAskedToWhileATableIsLost() {
        source.commit(changes -> changes.insert(lost, 1));
        Capture capture = source.capture(state);
        try (RunningPipeline pipeline = RunningPipeline.start(capture, target.sink(), state)) {
            await(pipeline, () -> target.readCount() == 1);
            for (int id = 2; id < 6; id++) {
                int next = id;
                target.lose(lost.id());
                source.commit(changes -> changes.insert(lost, next));
            }
            pipeline.stop();

            assertThat(pipeline.await(Duration.ofSeconds(30)).exitCode()).isZero();
        }
        RunningPipeline.catchUp(source.capture(state), target.sink(), state);
        assertThat(target.rows(lost.id())).hasSize(5);
    }

    private static void await(RunningPipeline pipeline, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> pipeline.isOver() || wanted.getAsBoolean());
        assertThat(pipeline.isOver()).as(() -> pipeline.status().toString()).isFalse();
    }
}
