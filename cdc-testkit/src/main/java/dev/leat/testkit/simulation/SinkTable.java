package dev.leat.testkit.simulation;

import dev.leat.api.sink.SeedState;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One table in a target: its rows, what the target says of its seeding, and which change of each key came last. */
final class SinkTable {
    private static final Shown NOTHING = new Shown(0, Long.MAX_VALUE, false);

    private final Map<String, StoredRow> rows = new TreeMap<>();
    private final Map<Integer, Shown> shown = new HashMap<>();
    private SeedState state = new SeedState.Unseeded();
    private int generation;

    /**
     * A change that took effect.
     *
     * @param epoch that its version was of
     * @param leftVersion whether the target can refuse what is older: a TRUNCATE leaves nothing where there was no row
     */
    record Shown(long number, long epoch, boolean leftVersion) {}

    Map<String, StoredRow> rows() {
        return rows;
    }

    @Nullable
    StoredRow row(String key) {
        return rows.get(key);
    }

    SeedState state() {
        return state;
    }

    void state(SeedState newState) {
        state = newState;
    }

    int generation() {
        return generation;
    }

    void generation(int newGeneration) {
        generation = newGeneration;
    }

    /** The number of the change of this key that the target shows; 0 if it never got one. */
    long applied(int key) {
        return shown(key).number();
    }

    /** What of this key the target shows. A TRUNCATE shows for keys, too, that the target has no row of. */
    Shown shown(int key) {
        return shown.getOrDefault(key, NOTHING);
    }

    void shows(int key, SinkOp op) {
        boolean leftVersion = !op.isTruncate() || rows.containsKey(Integer.toString(key));
        shown.put(key, new Shown(op.number(), op.version().epoch(), leftVersion));
    }
}
