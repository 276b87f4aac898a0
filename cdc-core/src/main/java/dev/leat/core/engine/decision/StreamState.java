package dev.leat.core.engine.decision;

import dev.leat.api.Position;

/** Where the stream stands, as everything beside it has to know. */
final class StreamState {
    private int connection;
    private boolean open;
    private boolean inTransaction;
    private long transaction;
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

    /**
     * A part of a transaction was delivered, but not its end.
     *
     * @param sequence the transaction's
     */
    void insideTransaction(long sequence) {
        inTransaction = true;
        transaction = sequence;
    }

    /**
     * Whether a position that comes without changes says something new. Inside a transaction only its end does: every other
     * place lies before it (C2). A server may also name places that lie before the stream's start.
     */
    boolean isNews(Position end) {
        return inTransaction ? Long.compareUnsigned(end.sequence(), transaction) > 0 : end.isAtOrAfter(position);
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
