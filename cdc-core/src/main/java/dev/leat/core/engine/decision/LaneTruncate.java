package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeSlice;

/** A TRUNCATE: all earlier writes first, then it alone, then the later ones (E3). */
final class LaneTruncate {
    private LaneTruncate() {}

    /** Queues it; the completion is called once, and one use of the batch given back, when it is durable. */
    static void enqueue(
            SinkLanes lanes, int sink, SharedBatch batch, Completion completion, int connection, Rules rules) {
        ChangeSlice all = batch.batch().all();
        if (!rules.holds(Rule.E3)) {
            lanes.add(new LaneWrite(sink, 0, all, batch, completion, connection));
            return;
        }
        LaneBarrier[] barrier = new LaneBarrier[1];
        Completion done = () -> {
            barrier[0].end();
            completion.complete();
        };
        LaneWrite write = new LaneWrite(sink, 0, all, batch, done, connection);
        barrier[0] = LaneBarrier.ofStream(() -> lanes.writeAtBarrier(write), () -> write.giveUp(rules), connection);
        lanes.add(barrier[0]);
    }
}
