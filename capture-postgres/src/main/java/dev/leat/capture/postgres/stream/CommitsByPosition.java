package dev.leat.capture.postgres.stream;

import dev.leat.capture.postgres.slot.LastCommit;
import dev.leat.capture.postgres.wire.Lsn;
import java.util.ArrayDeque;
import java.util.Deque;

/** Which commit was the last before each position that is not confirmed yet. Thread-safe. */
final class CommitsByPosition {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private LastCommit confirmed = LastCommit.NONE;

    private record Entry(long position, LastCommit commit) {}

    /** Positions rise; between two with the same commit nothing has to be told apart. */
    synchronized void add(long position, long commitEndLsn, int xid) {
        Entry last = entries.peekLast();
        LastCommit before = last == null ? confirmed : last.commit();
        if (before.endLsn() != commitEndLsn) {
            entries.addLast(new Entry(position, new LastCommit(commitEndLsn, xid)));
        }
    }

    /** The last commit of this stream before a position; {@link LastCommit#NONE} if there was none. Forgets what lies before. */
    synchronized LastCommit confirm(long position) {
        for (Entry first = entries.peekFirst();
                first != null && !Lsn.isAfter(first.position(), position);
                first = entries.peekFirst()) {
            confirmed = first.commit();
            entries.removeFirst();
        }
        return confirmed;
    }
}
