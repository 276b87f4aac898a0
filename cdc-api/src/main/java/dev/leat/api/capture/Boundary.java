package dev.leat.api.capture;

import dev.leat.api.Position;
import dev.leat.api.change.Transaction;

/** What a read certainly saw. Immutable. */
public interface Boundary {
    /**
     * True only if the transaction is certainly visible in the read. False says nothing: the engine then lays the
     * transaction's changes over the rows.
     */
    boolean contains(Transaction transaction);

    /**
     * A place in the log, read after the snapshot was taken: every transaction that the read saw lies before it. A stream
     * on an idle source reaches it.
     */
    Position position();
}
