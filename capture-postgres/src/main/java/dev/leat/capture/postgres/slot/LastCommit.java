package dev.leat.capture.postgres.slot;

import dev.leat.capture.postgres.wire.Lsn;

/**
 * The transaction that was committed last before a position. Two histories may have the same positions; that both have this
 * transaction, committed at this place, and none between it and the position, shows that they are one up to there.
 *
 * @param endLsn where its commit ends
 * @param xid its id, 32 bits without sign
 */
public record LastCommit(long endLsn, int xid) {
    /** Nothing is known, or there was none. */
    public static final LastCommit NONE = new LastCommit(Lsn.NONE, 0);

    @Override
    public String toString() {
        return equals(NONE) ? "none" : "transaction " + Integer.toUnsignedString(xid) + " at " + Lsn.format(endLsn);
    }
}
