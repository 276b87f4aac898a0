package dev.leat.testkit.simulation;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.sink.RejectedChange;
import dev.leat.core.engine.decision.LaneWrite;
import dev.leat.core.engine.decision.LetterCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** One process's thread that keeps dead letters: its calls, one after the other. */
final class LetterLink {
    private final World world;
    private final PipelineFile file;
    private final long epoch;
    private final Consumer<LetterCall> done;
    private final Deque<LetterCall> calls = new ArrayDeque<>();

    LetterLink(World world, PipelineFile file, long epoch, Consumer<LetterCall> done) {
        this.world = world;
        this.file = file;
        this.epoch = epoch;
        this.done = done;
    }

    void call(LetterCall call) {
        calls.add(call);
    }

    void offer(Menu menu) {
        if (!calls.isEmpty()) {
            menu.add(world.knobs().controlWeight, () -> {
                LetterCall call = calls.remove();
                make(call);
                done.accept(call);
            });
        }
    }

    private void make(LetterCall call) {
        if (call instanceof LetterCall.PutAside put) {
            LaneWrite write = put.write();
            SinkModel sink = file.sinks().get(write.sink());
            List<SinkOp> ops = LaneRequest.read(write, epoch, sink, world.source());
            for (RejectedChange refused : put.refused()) {
                for (int i = 0; i < ops.size(); i++) {
                    if (write.changes().index(i) == refused.index()) {
                        SinkOp op = ops.get(i);
                        ChangeCursor change = write.changes().batch().cursor();
                        change.seek(refused.index());
                        world.trace().event("letter", op.number(), () -> sink.name() + " " + op);
                        world.records()
                                .letters()
                                .add(sink.name(), op, world.source().table(op.table()), change);
                    }
                }
            }
        } else if (call instanceof LetterCall.Settle settle) {
            world.trace().event("settle", settle.letters().size(), () -> "letters " + settle.letters());
            world.records().letters().remove(settle.letters());
        }
    }

    /** The process is gone: what was asked for last may be on the disk. */
    void abandon() {
        if (!calls.isEmpty() && world.chance().percent(50)) {
            make(calls.remove());
        }
        calls.clear();
    }
}
