package dev.leat.testkit.simulation;

import dev.leat.api.change.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All states that the row of one key had, in the order of the changes, which is also the order of the commits. */
final class KeyHistory {
    /**
     * One state.
     *
     * @param by whose change made it
     * @param change which change
     * @param number of that change
     * @param row null: there is none
     */
    record State(
            SourceTransaction by,
            SourceChange.@Nullable Kind change,
            long number,
            @Nullable SourceRow row,
            long lsn) {
        /** What a stream brings of it. */
        Operation operation() {
            if (row == null) {
                return change == SourceChange.Kind.TRUNCATE ? Operation.TRUNCATE : Operation.DELETE;
            }
            return change == SourceChange.Kind.UPDATE ? Operation.UPDATE : Operation.INSERT;
        }
    }

    private static final State NEVER = new State(SourceTransaction.BEFORE_ALL, null, 0, null, 0);

    private final List<State> states = new ArrayList<>();

    void add(State state) {
        states.add(state);
    }

    void undo(SourceTransaction aborted) {
        states.removeIf(state -> state.by() == aborted);
    }

    /** The rows are copied to another server: only what there is now goes with them. */
    void moveTo(State state) {
        states.clear();
        states.add(state);
    }

    /** What the next writer finds. */
    State latest() {
        return states.isEmpty() ? NEVER : states.get(states.size() - 1);
    }

    /** What a snapshot shows. */
    State visibleIn(int snapshot) {
        for (int i = states.size() - 1; i >= 0; i--) {
            if (states.get(i).by().isVisibleIn(snapshot)) {
                return states.get(i);
            }
        }
        return NEVER;
    }

    /** What the log says up to a place in it. */
    State loggedUpTo(long lsn) {
        for (int i = states.size() - 1; i >= 0; i--) {
            if (states.get(i).by().isLoggedUpTo(lsn)) {
                return states.get(i);
            }
        }
        return NEVER;
    }

    /**
     * The number of the last change that a stream brings which began at one place and has passed another; 0 if none.
     *
     * @param publishedAt what was logged before is not sent
     * @param operations what is selected
     */
    long lastSent(long began, long passed, long publishedAt, Set<Operation> operations) {
        for (int i = states.size() - 1; i >= 0; i--) {
            State state = states.get(i);
            if (state.by().isLoggedUpTo(began)) {
                return 0;
            }
            if (state.by().isLoggedUpTo(passed)
                    && state.lsn() >= publishedAt
                    && operations.contains(state.operation())) {
                return state.number();
            }
        }
        return 0;
    }

    /** Whoever holds the row's lock: its last writer, until that has ended. */
    boolean isLockedFor(SourceTransaction writer) {
        SourceTransaction last = latest().by();
        return last != writer && !last.hasEnded();
    }
}
