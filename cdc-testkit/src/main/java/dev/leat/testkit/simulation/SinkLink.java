package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.WriteReport;
import dev.leat.core.engine.decision.LaneWrite;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** One process's lanes into one sink: the writes that were asked for and have not returned. */
final class SinkLink {
    private final World world;
    private final SinkModel sink;
    private final long epoch;
    private final LaneEvents events;
    private final LaneOrder order;
    private final boolean[] writerIsOpen;
    private final List<Pending> pending = new ArrayList<>();

    /** Who is told what became of a write. */
    interface LaneEvents {
        void written(LaneWrite write, WriteReport report);

        void failed(LaneWrite write, CdcException cause);
    }

    private record Pending(LaneWrite write, Marks marks, List<Boolean> repeated, WriteFault fault, int notBefore) {}

    SinkLink(World world, SinkModel sink, long epoch, int lanes, LaneEvents events) {
        this.world = world;
        this.sink = sink;
        this.epoch = epoch;
        this.events = events;
        this.order = new LaneOrder(sink, world.knobs().checksOrder);
        this.writerIsOpen = new boolean[lanes];
    }

    SinkModel sink() {
        return sink;
    }

    LaneOrder order() {
        return order;
    }

    /** The engine asks for a write, or asks again for one that failed. */
    void write(LaneWrite write, Marks marks, int connection) {
        List<SinkOp> ops = read(write);
        order.dispatched(write, ops, connection);
        List<Boolean> repeated = ops.stream().map(sink::offer).toList();
        WriteFault fault = world.faults().ofWrite();
        int patience = switch (fault) {
            case HOLD -> world.chance().from(10, 80);
            case SLOW -> world.chance().from(2, 15);
            default -> 0;
        };
        pending.add(new Pending(write, marks, repeated, fault, world.trace().step() + patience));
        world.trace()
                .event(
                        "write",
                        write.lane(),
                        () -> sink.name() + " lane " + write.lane() + " " + ops
                                + (fault == WriteFault.NONE ? "" : " " + fault));
    }

    private List<SinkOp> read(LaneWrite write) {
        return LaneRequest.read(write, epoch, sink, world.source());
    }

    void offer(Menu menu) {
        for (Pending write : pending) {
            if (write.notBefore() <= world.trace().step() || world.faults().isHealed()) {
                menu.add(world.knobs().sinkWeight, () -> run(write));
            }
        }
    }

    private void run(Pending request) {
        pending.remove(request);
        LaneWrite write = request.write();
        List<SinkOp> ops = read(write);
        if (!writerIsOpen[write.lane()] || write.needsNewWriter()) {
            sink.openWriter(write.lane());
            writerIsOpen[write.lane()] = true;
        }
        switch (request.fault()) {
            case NONE, SLOW, HOLD -> {
                apply(request, ops, 0, ops.size());
                storeMarks(request);
                order.answered(write);
                events.written(write, WriteReport.COMPLETE);
            }
            case REJECT -> {
                int refused = world.chance().below(ops.size());
                apply(request, ops, 0, refused);
                apply(request, ops, refused + 1, ops.size());
                storeMarks(request);
                order.answered(write);
                int index = write.changes().index(refused);
                events.written(write, new WriteReport(List.of(new RejectedChange(index, "scripted"))));
            }
            case FAIL_BEFORE -> failed(write);
            case FAIL_MIDDLE -> {
                apply(request, ops, 0, world.chance().below(ops.size()));
                failed(write);
            }
            case FAIL_AFTER -> {
                apply(request, ops, 0, ops.size());
                failed(write);
            }
            case DISCONNECT -> {
                sink.astray(write.lane(), ops);
                failed(write);
            }
        }
    }

    private void failed(LaneWrite write) {
        events.failed(write, new CdcException(ErrorKind.CONNECTION, "scripted"));
    }

    private void apply(Pending request, List<SinkOp> ops, int from, int to) {
        for (int i = from; i < to; i++) {
            SinkOp op = ops.get(i);
            boolean accepted = sink.apply(op, request.repeated().get(i));
            Violation.unless(accepted || !op.isRead(), "read refused", () -> sink.name() + " has newer than " + op);
        }
    }

    private void storeMarks(Pending request) {
        if (sink.kind().storesMarksWithRows()) {
            sink.raiseMarks(request.marks());
        }
    }

    /** The process is gone: what it had asked for happens, or happens in part, or later, or not at all. */
    void abandon() {
        for (Iterator<Pending> left = pending.iterator(); left.hasNext(); ) {
            Pending request = left.next();
            left.remove();
            List<SinkOp> ops = read(request.write());
            switch (world.chance().below(4)) {
                case 0 -> apply(request, ops, 0, world.chance().below(ops.size() + 1));
                case 1 -> apply(request, ops, 0, ops.size());
                case 2 -> sink.astray(request.write().lane(), ops);
                default -> {}
            }
        }
    }
}
