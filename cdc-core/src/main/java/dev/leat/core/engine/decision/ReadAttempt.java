package dev.leat.core.engine.decision;

import dev.leat.api.capture.Boundary;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Transaction;
import dev.leat.api.schema.TableId;
import java.util.List;

/**
 * One try to read rows beside the stream: everything delivered from its beginning on is recorded and replayed onto the rows
 * when they arrive (S6). A read that did not see what was delivered before is done again within the same try: with a new one
 * there would always be something that was delivered just before and is not visible yet, on a table that is always written.
 */
final class ReadAttempt {
    private final TableId table;
    private final RecordedBatches recorded;
    private final long mark;
    private final List<Transaction> mustContain;
    private boolean over;

    ReadAttempt(TableId table, RecordedBatches recorded, List<Transaction> mustContain) {
        this.table = table;
        this.recorded = recorded;
        this.mark = recorded.begin();
        this.mustContain = mustContain;
    }

    /** Whether the read saw everything that was delivered before it was asked for. */
    boolean sawDelivered(Boundary boundary, Rules rules) {
        return !rules.holds(Rule.S6) || mustContain.stream().allMatch(boundary::contains);
    }

    ChunkBuffer arrive(ChunkBuffer buffer, Rules rules) {
        if (rules.holds(Rule.S6)) {
            for (SharedBatch batch : recorded.since(mark)) {
                ChangeCursor change = batch.batch().cursor();
                while (change.next()) {
                    if (change.schema().table().equals(table)) {
                        buffer.apply(change);
                    }
                }
            }
        }
        giveUp();
        return buffer;
    }

    void giveUp() {
        if (!over) {
            over = true;
            recorded.end(mark);
        }
    }
}
