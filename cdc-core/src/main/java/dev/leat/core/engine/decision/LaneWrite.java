package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeSlice;
import dev.leat.api.sink.RejectedChange;
import java.util.List;

/** One write of one lane, from its dispatch until it is durable. Identity matters: answers name it. */
public final class LaneWrite implements LaneItem {
    private final int sink;
    private final int lane;
    private final ChangeSlice changes;
    private final SharedBatch batch;
    private final Completion completion;
    private final int connection;
    private boolean needsNewWriter;
    private boolean finished;

    LaneWrite(int sink, int lane, ChangeSlice changes, SharedBatch batch, Completion completion, int connection) {
        this.sink = sink;
        this.lane = lane;
        this.changes = changes;
        this.batch = batch;
        this.completion = completion;
        this.connection = connection;
    }

    /** The sink's index. */
    public int sink() {
        return sink;
    }

    /** The lane, from 0. */
    public int lane() {
        return lane;
    }

    /** What to write. */
    public ChangeSlice changes() {
        return changes;
    }

    /** Whether the lane's writer must be closed and opened anew first: the last write through it failed. */
    public boolean needsNewWriter() {
        return needsNewWriter;
    }

    void renewWriter(boolean renew) {
        needsNewWriter = renew;
    }

    int connection() {
        return connection;
    }

    /** These changes were put aside; called before {@link #finish}. */
    void refused(List<RejectedChange> changesRefused) {
        for (RejectedChange change : changesRefused) {
            completion.refused(batch.batch(), change.index());
        }
    }

    /** Whether it was not finished yet. */
    boolean isOpen() {
        return !finished;
    }

    void finish() {
        finished = true;
        completion.complete();
        batch.release();
    }

    /** The connection that brought the changes is gone: they come again, and only then they count (C1). */
    void giveUp(Rules rules) {
        if (rules.holds(Rule.C1)) {
            batch.release();
        } else {
            finish();
        }
    }
}
