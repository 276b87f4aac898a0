package dev.leat.testkit.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import dev.leat.core.engine.runtime.PipelineRecords.Gap;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import dev.leat.testkit.source.MemorySource;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P12: a gap that only the records know, since the source shows no more of it. */
@Timeout(60)
final class StickyGapTest {
    private final TestTable one = TestTable.of("one").key("id", TestColumn.INT);
    private final TestTable other = TestTable.of("other").key("id", TestColumn.INT);
    private final MemorySource source = new MemorySource(one, other);
    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();

    @BeforeEach
    void seed() {
        source.commit(changes -> changes.insert(one, 1).insert(one, 2).insert(other, 1));
        run(0, 3);
    }

    @Test
    void staysThoughPartOfWhatItIsAboutIsReseeded() {
        state.recordGap(new Gap(Set.of(), "changes are missing"));
        state.wishReseedOf(other.id());
        run(3, 0);
        run(3, 0);

        state.wishReseedOfAll();
        run(0, 3);
        run(0, 0);
        assertThat(state.gaps()).isEmpty();
    }

    @Test
    void isOverWhenTheTablesThatItIsAboutAreReseeded() {
        state.recordGap(new Gap(Set.of(one.id()), "changes of one are missing"));
        state.wishReseedOf(other.id());
        run(3, 0);

        state.wishReseedOf(one.id());
        run(0, 2);
        run(0, 0);
    }

    @Test
    void isNotOverBecauseOfAWishThatIsAboutNoTable() {
        state.wishReseedOf(new TableId("public", "typo"));
        run(0, 0);
        assertThat(state.reseed()).as("it can't be fulfilled").isEmpty();

        state.recordGap(new Gap(Set.of(), "changes are missing"));
        state.wishReseedOf(new TableId("public", "typo"));
        run(3, 0);
    }

    private void run(int exitCode, int rowsRead) {
        long before = target.readCount();
        assertThat(RunningPipeline.catchUp(source.capture(state), target.sink(), state)
                        .exitCode())
                .isEqualTo(exitCode);
        assertThat(target.readCount() - before).isEqualTo(rowsRead);
    }
}
