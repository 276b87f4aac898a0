package dev.leat.api;

/**
 * A place in one branch of a source's history where reading can resume: always between two transactions.
 *
 * <p>Opaque to everybody but the capture that made it, apart from the order: a position's sequence is above the
 * sequence of every transaction that lies before it and not above that of any transaction behind it. Comparable only
 * within one branch and one {@link dev.leat.api.capture.SourceIdentity}.
 *
 * @param sequence the place in commit order; PostgreSQL: the LSN of a commit's end or of a keepalive
 * @param text the position as users see it and as it is stored, for example {@code 0/16B3748}
 */
public record Position(long sequence, String text) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        return Long.compareUnsigned(sequence, other.sequence);
    }

    /** Whether this place is {@code other} or behind it. */
    public boolean isAtOrAfter(Position other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
