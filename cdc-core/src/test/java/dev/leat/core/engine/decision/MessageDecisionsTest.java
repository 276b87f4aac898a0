package dev.leat.core.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.WriteReport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets messages, and what becomes of one that is refused. */
final class MessageDecisionsTest {
    private final Recorded did = new Recorded();

    @Test
    void onlySinksThatTakeMessagesGetThem() {
        PipelineCore core = did.started(
                EnumSet.allOf(Operation.class),
                true,
                List.of(Recorded.KEYED, Recorded.APPENDS, Recorded.APPENDS_ROWS, Recorded.APPENDS));

        core.received(1, Parts.rowsAndMessage(10, "7", "orders"));

        assertThat(operations(0)).as("its last row is enough").containsExactly("insert 2");
        assertThat(operations(1)).containsExactly("insert 0", "message 1", "insert 2");
        assertThat(operations(2)).containsExactly("insert 0", "insert 2");
        assertThat(operations(3)).containsExactly("insert 0", "message 1", "insert 2");
        List.copyOf(did.writes).forEach(write -> core.written(write, WriteReport.COMPLETE));
        assertThat(core.accounting().delivered()).isEqualTo(3);
        assertThat(core.accounting().pending()).isZero();
    }

    @Test
    void operationsOfTablesHideNoMessage() {
        PipelineCore core = did.started(EnumSet.of(Operation.DELETE), true, List.of(Recorded.APPENDS));

        core.received(1, Parts.rowsAndMessage(10, "7", "orders"));

        assertThat(operations(0)).containsExactly("message 1");
        assertThat(core.accounting().filtered()).isEqualTo(2);
    }

    /** A dead letter is retried by reading its row, and a message has none. */
    @Test
    void stopsAtARefusedMessageAlsoWhereChangesArePutAside() {
        PipelineCore core = did.started(EnumSet.allOf(Operation.class), true, List.of(Recorded.APPENDS));
        core.received(1, Parts.rowsAndMessage(10, "7", "orders"));

        core.written(
                did.writes.get(0),
                new WriteReport(List.of(new RejectedChange(0, "too odd"), new RejectedChange(1, "too long"))));

        assertThat(did.letters).isEmpty();
        assertThat(did.failure)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.REJECTED))
                .hasMessageContaining("sink s0 refused 2 change(s), one of them a message: too long");
    }

    /** What was written to this sink: operation and ordinal. */
    private List<String> operations(int sink) {
        List<String> operations = new ArrayList<>();
        for (LaneWrite write : did.writes) {
            ChangeCursor change = write.changes().cursor();
            while (write.sink() == sink && change.next()) {
                operations.add(change.operation().text() + " " + change.ordinal());
            }
        }
        return operations;
    }
}
