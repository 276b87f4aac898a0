package dev.leat.core.engine.decision;

/** Tells when everything before it in its lane is durable; holds nothing back. */
final class LaneMarker implements LaneItem {
    private final Completion completion;
    private final int connection;

    LaneMarker(Completion completion, int connection) {
        this.completion = completion;
        this.connection = connection;
    }

    int connection() {
        return connection;
    }

    void reached() {
        completion.complete();
    }
}
