package dev.leat.testkit.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A transaction of the source. It holds its locks until it is visible, which may be long after its commit is in the log. */
final class SourceTransaction {
    /** Whoever made the rows that are there from the beginning. */
    static final SourceTransaction BEFORE_ALL = new SourceTransaction(0);

    static {
        BEFORE_ALL.state = State.VISIBLE;
        BEFORE_ALL.endedAt = 0;
    }

    /** How far it is. */
    enum State {
        OPEN,
        LOGGED,
        VISIBLE,
        ABORTED
    }

    private static final int NOT_ENDED = Integer.MAX_VALUE;

    private final int id;
    private final List<SourceChange> changes = new ArrayList<>();
    private final Set<SourceTable> written = new LinkedHashSet<>();
    private final List<Long> numbers = new ArrayList<>();
    private State state = State.OPEN;
    private int endedAt = NOT_ENDED;
    private long commitStart;
    private long commitEnd;

    SourceTransaction(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    State state() {
        return state;
    }

    List<SourceChange> changes() {
        return changes;
    }

    /** The tables that it holds a write lock on. */
    Set<SourceTable> written() {
        return written;
    }

    /** The start of its commit record; 0 for rows that are there from the beginning. */
    long commitStart() {
        return commitStart;
    }

    long commitEnd() {
        return commitEnd;
    }

    void logged(long start, long end) {
        state = State.LOGGED;
        commitStart = start;
        commitEnd = end;
    }

    void ended(State how, int at) {
        state = how;
        endedAt = at;
    }

    boolean hasEnded() {
        return endedAt != NOT_ENDED;
    }

    boolean hasEndedBy(int snapshot) {
        return endedAt <= snapshot;
    }

    boolean isVisibleIn(int snapshot) {
        return state == State.VISIBLE && endedAt <= snapshot;
    }

    boolean isLoggedUpTo(long lsn) {
        return (state == State.LOGGED || state == State.VISIBLE) && commitEnd <= lsn;
    }

    /** The numbers of its changes by ordinal, as far as a stream has counted them. */
    List<Long> numbers() {
        return numbers;
    }

    @Override
    public String toString() {
        return "T" + id;
    }
}
