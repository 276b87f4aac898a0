package dev.leat.core.state;

/** A value as it was read. */
final class StateValue {
    private final long generation;
    private final byte[] payload;

    StateValue(long generation, byte[] payload) {
        this.generation = generation;
        this.payload = payload;
    }

    /** How often it was written. */
    long generation() {
        return generation;
    }

    byte[] payload() {
        return payload;
    }
}
