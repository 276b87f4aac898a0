package dev.leat.core.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.WriteReport;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sink that appends and refuses; a sink that finds rows by key does so in the simulation. */
final class DeadLetterDecisionsTest {
    private static final WriteReport REFUSED = new WriteReport(List.of(new RejectedChange(0, "too odd")));

    private final Recorded did = new Recorded();

    // P11, D1
    @Test
    void countsARefusedChangeOnlyWhenItIsPutAside() {
        PipelineCore core = started(true, 2);
        core.received(1, Parts.row(10, Operation.INSERT, "1", "a", "b"));
        core.written(did.writes.get(0), REFUSED);
        core.written(did.writes.get(1), REFUSED); // by both sinks: it is one change
        core.received(1, Parts.row(20, Operation.UPDATE, "1", "c", "d"));

        assertThat(did.writes).as("the key's lanes wait").hasSize(2);
        assertThat(core.accounting().pending()).isEqualTo(2);
        core.lettersDone(did.letters.get(0));
        assertThat(core.accounting().deadLettered()).isZero();
        core.lettersDone(did.letters.get(1));

        assertThat(core.accounting().deadLettered()).isEqualTo(1);
        assertThat(core.accounting().pending()).isEqualTo(1);
        assertThat(did.writes).as("then its next version goes on").hasSize(4);
        core.written(did.writes.get(2), WriteReport.COMPLETE);
        core.written(did.writes.get(3), WriteReport.COMPLETE);
        Accounting counts = core.accounting();
        assertThat(counts.received())
                .isEqualTo(counts.delivered() + counts.filtered() + counts.deadLettered())
                .isEqualTo(2);
        assertThat(did.failure).isNull();
    }

    // D2
    @Test
    void givesASinkThatAppendsTheChangeItself() {
        PipelineCore core = started(true, 1);

        core.retry(List.of(new Retry(7, 0, null, Parts.row(10, Operation.INSERT, "1", "a", "b"))));

        ChangeCursor change = did.writes.get(0).changes().cursor();
        assertThat(change.next()).isTrue();
        assertThat(change.sequence()).isEqualTo(10);
        assertThat(change.ordinal()).isZero();
        assertThat(Parts.words(change.after())).isEqualTo("1:a:b");
        core.written(did.writes.get(0), WriteReport.COMPLETE);
        assertThat(did.letters)
                .singleElement()
                .isInstanceOfSatisfying(
                        LetterCall.Settle.class,
                        settle -> assertThat(settle.letters()).containsExactly(7L));
    }

    @Test
    void keepsALetterThatIsRefusedAgain() {
        PipelineCore core = started(true, 1);
        core.retry(List.of(new Retry(7, 0, null, Parts.row(10, Operation.INSERT, "1", "a", "b"))));

        core.written(did.writes.get(0), REFUSED);
        core.lettersDone(did.letters.get(0));

        assertThat(did.letters).singleElement().isInstanceOf(LetterCall.PutAside.class);
        assertThat(core.accounting().deadLettered())
                .as("it was not received in this run")
                .isZero();
    }

    @Test
    void writesALetterAgainOnTheNextConnectionWhenItsOwnIsLost() {
        PipelineCore core = started(true, 1);
        core.received(1, Parts.row(10, Operation.INSERT, "1", "a", "b"));
        core.retry(List.of(new Retry(7, 0, null, Parts.row(5, Operation.INSERT, "1", "x", "y"))));
        core.streamFailed(1, new CdcException(ErrorKind.CONNECTION, "gone"));
        core.streamOpened(2, new StreamStart(StreamStart.Kind.RESUMED, new Position(1, "1")));

        core.written(did.writes.get(0), WriteReport.COMPLETE);

        assertThat(did.writes).hasSize(2);
        core.written(did.writes.get(1), WriteReport.COMPLETE);
        assertThat(did.letters).singleElement().isInstanceOf(LetterCall.Settle.class);
    }

    @Test
    void stopsAtARefusedTruncateSinceItHasNoKey() {
        PipelineCore core = started(true, 1);
        core.received(1, Parts.truncate(10));

        core.written(did.writes.get(0), REFUSED);

        assertThat(did.failure)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.REJECTED));
    }

    @Test
    void stopsAtARefusedChangeWhenNothingIsPutAside() {
        PipelineCore core = started(false, 1);
        core.received(1, Parts.row(10, Operation.INSERT, "1", "a", "b"));

        core.written(did.writes.get(0), REFUSED);

        assertThat(did.failure).hasMessageContaining("sink s0").hasMessageContaining("too odd");
    }

    @Test
    void stopsWhenALetterCantBeKept() {
        PipelineCore core = started(true, 1);
        core.received(1, Parts.row(10, Operation.INSERT, "1", "a", "b"));
        core.written(did.writes.get(0), REFUSED);

        core.lettersFailed(did.letters.get(0), new CdcException(ErrorKind.SETUP, "the disk is full"));

        assertThat(did.failure).hasMessage("the disk is full");
        assertThat(core.accounting().deadLettered()).isZero();
    }

    private PipelineCore started(boolean putsAside, int sinkCount) {
        return did.started(EnumSet.allOf(Operation.class), putsAside, Collections.nCopies(sinkCount, Recorded.APPENDS));
    }
}
