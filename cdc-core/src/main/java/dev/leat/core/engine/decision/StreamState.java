package dev.leat.core.engine.decision;

import dev.leat.api.Position;

/** Where the stream stands, as everything beside it has to know. */
final class StreamState {
    private int connection;
    private boolean open;
    private boolean inTransaction;
    private Position position;

    StreamState(Position start) {
        this.position = start;
    }

    void opened(int newConnection, Position start) {
        connection = newConnection;
        open = true;
        inTransaction = false;
        position = start;
    }

    void lost() {
        open = false;
    }

    void passed(Position end) {
        Invariant.check(end.isAtOrAfter(position), "the stream went back within one connection");
        position = end;
        inTransaction = false;
    }

    void insideTransaction() {
        inTransaction = true;
    }

    int connection() {
        return connection;
    }

    boolean isOpen() {
        return open;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /** Everything that ended at or before it was delivered on this connection, or confirmed before. */
    Position position() {
        return position;
    }

    /** Whether rows of a read with this log position may be written now (S8). */
    boolean mayRelease(Position boundary, Rules rules) {
        return open && position.isAtOrAfter(boundary) && (!inTransaction || !rules.holds(Rule.S8));
    }
}
