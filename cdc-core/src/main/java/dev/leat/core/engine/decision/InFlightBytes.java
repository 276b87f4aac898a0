package dev.leat.core.engine.decision;

/** Counts the bytes of row data that the pipeline keeps alive, against its bound. */
final class InFlightBytes {
    private final long limit;
    private long bytes;

    InFlightBytes(long limit) {
        this.limit = limit;
    }

    void add(long count) {
        bytes += count;
    }

    void remove(long count) {
        bytes -= count;
    }

    boolean isFull() {
        return bytes >= limit;
    }

    long bytes() {
        return bytes;
    }
}
