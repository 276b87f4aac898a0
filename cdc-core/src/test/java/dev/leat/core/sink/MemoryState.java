package dev.leat.core.sink;

import dev.leat.api.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store that forgets everything with the process. */
final class MemoryState implements StateStore {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public void write(String name, byte[] value) {
        values.put(name, value);
    }

    @Override
    public void delete(String name) {
        values.remove(name);
    }
}
