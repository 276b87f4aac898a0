package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import java.util.List;

/** Spreads the changes of a batch over the lanes of the sinks, by the hash of their keys. */
final class Fanout {
    private final List<SinkLanes> sinks;
    private final int laneCount;
    private final Rules rules;

    Fanout(List<SinkLanes> sinks, int laneCount, Rules rules) {
        this.sinks = sinks;
        this.laneCount = laneCount;
        this.rules = rules;
    }

    /** The changes of a batch, sorted by lane: those of lane {@code i} are {@code indexes[ends[i-1]..ends[i]]}. */
    static final class Spread {
        private final int[] indexes;
        private final int[] ends;

        Spread(int[] indexes, int[] ends) {
            this.indexes = indexes;
            this.ends = ends;
        }
    }

    /** Which lane each change takes, without those that are marked to be left out. */
    Spread spread(ChangeBatch batch, boolean[] leftOut) {
        int size = batch.size();
        int[] laneOf = new int[size];
        int[] ends = new int[laneCount];
        for (int i = 0; i < size; i++) {
            if (!leftOut[i]) {
                laneOf[i] = lane(batch, i, laneOf);
                ends[laneOf[i]]++;
            }
        }
        int[] next = new int[laneCount];
        int count = 0;
        for (int lane = 0; lane < laneCount; lane++) {
            next[lane] = count;
            count += ends[lane];
            ends[lane] = count;
        }
        int[] indexes = new int[count];
        for (int i = 0; i < size; i++) {
            if (!leftOut[i]) {
                indexes[next[laneOf[i]]++] = i;
            }
        }
        return new Spread(indexes, ends);
    }

    private int lane(ChangeBatch batch, int index, int[] laneOf) {
        int hash = batch.keyHash(index);
        if (!rules.holds(Rule.E2)
                && index > 0
                && batch.operation(index) == Operation.INSERT
                && batch.operation(index - 1) == Operation.DELETE) {
            return laneOf[index - 1];
        }
        if (!rules.holds(Rule.S9) && batch.operation(index) == Operation.READ) {
            hash++;
        }
        return Math.floorMod(hash, laneCount);
    }

    /** Queues the writes of one sink; returns how many there are. The completion is called once for each. */
    int write(int sink, SharedBatch batch, Spread spread, Completion completion, int connection) {
        int writes = 0;
        int from = 0;
        for (int lane = 0; lane < laneCount; lane++) {
            int to = spread.ends[lane];
            if (to > from) {
                batch.retain();
                ChangeSlice slice = new ChangeSlice(batch.batch(), spread.indexes, from, to);
                sinks.get(sink).add(new LaneWrite(sink, lane, slice, batch, completion, connection));
                writes++;
            }
            from = to;
        }
        return writes;
    }

    /** The completion is called as often as this returns, when all that waits now in the lanes of these sinks is durable. */
    int mark(int[] ofSinks, Completion completion, int connection) {
        int marks = 0;
        for (int sink : ofSinks) {
            marks += sinks.get(sink).mark(completion, connection);
        }
        return marks;
    }

    SinkLanes lanes(int sink) {
        return sinks.get(sink);
    }

    int sinkCount() {
        return sinks.size();
    }

    void pump() {
        for (SinkLanes lanes : sinks) {
            lanes.pump();
        }
    }

    void dropStale(int connection) {
        sinks.forEach(lanes -> lanes.dropStale(connection));
    }

    boolean isBackingOff() {
        for (SinkLanes lanes : sinks) {
            if (lanes.isBackingOff()) {
                return true;
            }
        }
        return false;
    }

    boolean isIdle() {
        for (SinkLanes lanes : sinks) {
            if (!lanes.isIdle()) {
                return false;
            }
        }
        return true;
    }
}
