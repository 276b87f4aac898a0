package dev.leat.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All states that the row of one key had, in the order of the changes, which is also the order of the commits. */
final class KeyHistory {
    /**
     * One state.
     *
     * @param by whose change made it
     * @param number of that change
     * @param row null: there is none
     * @param lsn where the change is in the log
     */
    record State(
            SourceTransaction by, long number, @Nullable SourceRow row, long lsn) {}

    private static final State NEVER = new State(SourceTransaction.BEFORE_ALL, 0, null, 0);

    private final List<State> states = new ArrayList<>();

    void add(State state) {
        states.add(state);
    }

    void undo(SourceTransaction aborted) {
        states.removeIf(state -> state.by() == aborted);
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
     */
    long lastSent(long began, long passed, long publishedAt) {
        for (int i = states.size() - 1; i >= 0; i--) {
            State state = states.get(i);
            if (state.by().isLoggedUpTo(began)) {
                return 0;
            }
            if (state.by().isLoggedUpTo(passed) && state.lsn() >= publishedAt) {
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
