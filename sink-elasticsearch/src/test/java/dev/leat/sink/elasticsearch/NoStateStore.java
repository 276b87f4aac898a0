package dev.leat.sink.elasticsearch;

import dev.leat.api.state.StateStore;
import java.util.Optional;

/** A store that must not be used: everything that this sink keeps, it keeps in the target. */
final class NoStateStore implements StateStore {
    @Override
    public Optional<byte[]> read(String name) {
        throw new AssertionError("read " + name);
    }

    @Override
    public void write(String name, byte[] value) {
        throw new AssertionError("wrote " + name);
    }

    @Override
    public void delete(String name) {
        throw new AssertionError("deleted " + name);
    }
}
