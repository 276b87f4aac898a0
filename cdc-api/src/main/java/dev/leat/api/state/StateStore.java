package dev.leat.api.state;

import java.util.Optional;

/**
 * Named values of one pipeline, each replaced as a whole. Thread-safe. Owned by one process at a time: the engine claims the
 * store before it hands it to a plugin, and a store that was claimed by a later owner refuses writes with FENCED.
 */
public interface StateStore {
    /**
     * The value stored last under {@code name}, {@code [a-z0-9-]{1,60}}; empty when there is none.
     *
     * @throws dev.leat.api.CdcException SETUP when the value is there but damaged or of a newer format: never read as absent
     */
    Optional<byte[]> read(String name);

    /** Replaces the value; durable when it returns. A failure is SETUP, and the old value is still there. */
    void write(String name, byte[] value);

    /** Removes the value; durable when it returns. */
    void delete(String name);
}
