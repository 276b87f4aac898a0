package dev.leat.core.wiring;

import dev.leat.api.state.StateStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state store that plugins are made with; what is behind it is opened when the pipeline begins. */
final class LateStateStore implements StateStore {
    private volatile @Nullable StateStore store;

    void open(StateStore opened) {
        store = opened;
    }

    @Override
    public Optional<byte[]> read(String name) {
        return opened().read(name);
    }

    @Override
    public void write(String name, byte[] value) {
        opened().write(name, value);
    }

    @Override
    public void delete(String name) {
        opened().delete(name);
    }

    private StateStore opened() {
        StateStore current = store;
        if (current == null) {
            throw new IllegalStateException("a factory reads or writes state while it makes its plugin");
        }
        return current;
    }
}
