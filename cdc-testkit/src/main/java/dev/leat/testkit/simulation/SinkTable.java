package dev.leat.testkit.simulation;

import dev.leat.api.sink.SeedState;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One table in a target: its rows, what the target says of its seeding, and which change of each key came last. */
final class SinkTable {
    private final Map<String, StoredRow> rows = new TreeMap<>();
    private final Map<Integer, Long> applied = new HashMap<>();
    private SeedState state = new SeedState.Unseeded();
    private int generation;

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
        return applied.getOrDefault(key, 0L);
    }

    void applied(int key, long number) {
        applied.put(key, number);
    }
}
