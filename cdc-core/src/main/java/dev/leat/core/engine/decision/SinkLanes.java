package dev.leat.core.engine.decision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one sink: each writes its items in order, one at a time; a barrier runs when all lanes have come to it. A key
 * belongs to one lane, so it is never in flight twice.
 */
final class SinkLanes {
    private final Lane[] lanes;
    private final Rules rules;
    private final Consumer<LaneWrite> dispatch;
    private boolean pumping;
    private boolean again;

    SinkLanes(int count, Rules rules, Consumer<LaneWrite> dispatch) {
        this.lanes = new Lane[count];
        this.rules = rules;
        this.dispatch = dispatch;
        for (int i = 0; i < count; i++) {
            lanes[i] = new Lane();
        }
    }

    int count() {
        return lanes.length;
    }

    void add(LaneWrite write) {
        lanes[write.lane()].queue.add(write);
    }

    void add(LaneBarrier barrier) {
        for (Lane lane : lanes) {
            lane.queue.add(barrier);
        }
    }

    /** The completion is called once for each lane, when what waits there now is durable; returns how many lanes there are. */
    int mark(Completion completion, int connection) {
        for (Lane lane : lanes) {
            lane.queue.add(new LaneMarker(completion, connection));
        }
        return lanes.length;
    }

    /** Starts whatever may start now. */
    void pump() {
        if (pumping) {
            again = true;
            return;
        }
        pumping = true;
        do {
            again = false;
            passMarkers();
            startBarrier();
            for (Lane lane : lanes) {
                if (lane.inFlight == null && !lane.backingOff && lane.queue.peek() instanceof LaneWrite write) {
                    lane.queue.remove();
                    lane.inFlight = write;
                    dispatch.accept(write);
                }
            }
        } while (again);
        pumping = false;
    }

    /** A write that is itself the barrier that all lanes stand at. */
    void writeAtBarrier(LaneWrite write) {
        lanes[write.lane()].inFlight = write;
        dispatch.accept(write);
    }

    void written(LaneWrite write) {
        Lane lane = lanes[write.lane()];
        Invariant.check(lane.inFlight == write, "a write returned that was not under way");
        lane.inFlight = null;
        lane.failures = 0;
        write.renewWriter(false);
        write.finish();
        pump();
    }

    /** The write has to be sent again; nothing else of the lane moves until then. Returns how often it failed in a row. */
    int failed(LaneWrite write) {
        Lane lane = lanes[write.lane()];
        Invariant.check(lane.inFlight == write, "a write failed that was not under way");
        lane.backingOff = true;
        write.renewWriter(rules.holds(Rule.E4));
        return ++lane.failures;
    }

    void retry(LaneWrite write) {
        Lane lane = lanes[write.lane()];
        lane.backingOff = false;
        dispatch.accept(write);
    }

    /** Drops what waits for an earlier connection; what is under way goes on. */
    void dropStale(int connection) {
        for (LaneItem item : lanes[0].queue) {
            if (item instanceof LaneBarrier barrier && barrier.isVoidFor(connection)) {
                barrier.drop();
            }
        }
        List<LaneWrite> stale = new ArrayList<>();
        for (Lane lane : lanes) {
            lane.queue.removeIf(item -> {
                if (item instanceof LaneWrite write && write.connection() != connection) {
                    stale.add(write);
                    return true;
                }
                if (item instanceof LaneMarker marker) {
                    return marker.connection() != connection;
                }
                return item instanceof LaneBarrier barrier && barrier.isVoidFor(connection);
            });
        }
        stale.forEach(write -> write.giveUp(rules));
    }

    boolean isBackingOff() {
        for (Lane lane : lanes) {
            if (lane.backingOff) {
                return true;
            }
        }
        return false;
    }

    /** How many changes are being written or wait for it. */
    long waiting() {
        long changes = 0;
        for (Lane lane : lanes) {
            LaneWrite write = lane.inFlight;
            changes += write == null ? 0 : write.changes().size();
            for (LaneItem item : lane.queue) {
                changes += item instanceof LaneWrite queued ? queued.changes().size() : 0;
            }
        }
        return changes;
    }

    boolean isIdle() {
        for (Lane lane : lanes) {
            if (lane.inFlight != null || !lane.queue.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void startBarrier() {
        while (lanes[0].queue.peek() instanceof LaneBarrier barrier) {
            if (!barrier.started()) {
                for (Lane lane : lanes) {
                    if (lane.inFlight != null || lane.queue.peek() != barrier) {
                        return;
                    }
                }
                barrier.begin();
            }
            if (!barrier.isOver()) {
                return;
            }
            for (Lane lane : lanes) {
                lane.queue.remove();
            }
            again = true;
        }
    }

    private void passMarkers() {
        for (Lane lane : lanes) {
            while (lane.inFlight == null && lane.queue.peek() instanceof LaneMarker marker) {
                lane.queue.remove();
                marker.reached();
            }
        }
    }

    private static final class Lane {
        private final Deque<LaneItem> queue = new ArrayDeque<>();
        private @Nullable LaneWrite inFlight;
        private boolean backingOff;
        private int failures;
    }
}
