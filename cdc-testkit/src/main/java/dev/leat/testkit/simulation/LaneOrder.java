package dev.leat.testkit.simulation;

import dev.leat.core.engine.decision.LaneWrite;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the engine owes a sink, seen from the sink: one write of a key at a time and always through the same lane, versions
 * that rise, nothing beside a TRUNCATE or a seeding that begins or completes (invariants 5, 9, 10).
 */
final class LaneOrder {
    private final SinkModel sink;
    private final boolean checks;
    private final Set<LaneWrite> underWay = new LinkedHashSet<>();
    private final Map<String, LaneWrite> keys = new HashMap<>();
    private final Map<LaneWrite, List<SinkOp>> ops = new HashMap<>();
    private final Map<String, Integer> lanes = new HashMap<>();
    private final Map<String, Offer> offers = new HashMap<>();
    private boolean seedCall;

    private record Offer(int connection, Version version, boolean read) {}

    LaneOrder(SinkModel sink, boolean checks) {
        this.sink = sink;
        this.checks = checks;
    }

    void dispatched(LaneWrite write, List<SinkOp> changes, int connection) {
        boolean again = !underWay.add(write);
        if (!checks) {
            return;
        }
        boolean truncate = changes.get(0).isTruncate();
        require(!seedCall, () -> "a write while a seeding begins or completes: " + changes);
        for (LaneWrite other : underWay) {
            boolean alone =
                    truncate || (ops.containsKey(other) && ops.get(other).get(0).isTruncate());
            require(other == write || !alone, () -> "a write beside a TRUNCATE: " + changes);
        }
        if (again || truncate) {
            ops.put(write, changes);
            return;
        }
        ops.put(write, changes);
        for (SinkOp op : changes) {
            String key = op.table() + "/" + op.key();
            require(keys.getOrDefault(key, write) == write, () -> "two writes of a key at once: " + op);
            require(lanes.getOrDefault(key, write.lane()) == write.lane(), () -> "two lanes for a key: " + op);
            Offer last = offers.get(key);
            if (last != null && last.connection() == connection) {
                int compared = last.version().compareTo(op.version());
                require(
                        compared < 0 || (compared == 0 && op.isRead() && last.read()),
                        () -> "versions fall: " + last.version() + ", then " + op);
            }
            keys.put(key, write);
            lanes.put(key, write.lane());
            offers.put(key, new Offer(connection, op.version(), op.isRead()));
        }
    }

    void answered(LaneWrite write) {
        underWay.remove(write);
        ops.remove(write);
        keys.values().removeIf(holder -> holder == write);
    }

    /** A seeding begins or completes: no write is under way until it is over. */
    void seedCalled() {
        require(!checks || underWay.isEmpty(), () -> "a seeding begins or completes while writes are under way");
        seedCall = true;
    }

    void seedAnswered() {
        seedCall = false;
    }

    private void require(boolean holds, Supplier<String> what) {
        Violation.unless(holds, "order", () -> sink.name() + ": " + what.get());
    }
}
