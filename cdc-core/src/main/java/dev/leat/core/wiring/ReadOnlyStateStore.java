package dev.leat.core.wiring;

import dev.leat.api.state.StateStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state as a check sees it: what the last run left, if there was one. */
final class ReadOnlyStateStore implements StateStore {
    private final @Nullable StateStore store;

    ReadOnlyStateStore(@Nullable StateStore store) {
        this.store = store;
    }

    @Override
    public Optional<byte[]> read(String name) {
        return store == null ? Optional.empty() : store.read(name);
    }

    @Override
    public void write(String name, byte[] value) {
        throw new IllegalStateException("nothing here writes state");
    }

    @Override
    public void delete(String name) {
        throw new IllegalStateException("nothing here deletes state");
    }
}
