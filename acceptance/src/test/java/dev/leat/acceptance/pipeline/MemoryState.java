package dev.leat.acceptance.pipeline;

import dev.leat.api.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A state store that outlives the runs of a pipeline in this process, and takes nothing from a run that has crashed. */
final class MemoryState {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();

    /** The store as one run sees it until it crashes. */
    StateStore forRun(CrashPoints.OfRun points) {
        return new StateStore() {
            @Override
            public Optional<byte[]> read(String name) {
                return Optional.ofNullable(values.get(name)).map(byte[]::clone);
            }

            @Override
            public void write(String name, byte[] value) {
                points.before("store " + name);
                values.put(name, value.clone());
                points.after("store " + name);
            }

            @Override
            public void delete(String name) {
                points.before("delete " + name);
                values.remove(name);
                points.after("delete " + name);
            }
        };
    }

    void clear() {
        values.clear();
    }
}
