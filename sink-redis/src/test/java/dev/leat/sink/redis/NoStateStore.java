package dev.leat.sink.redis;

import dev.leat.api.state.StateStore;
import java.util.Optional;

/** A store that must not be used: everything that this sink keeps, it keeps in Redis. */
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
