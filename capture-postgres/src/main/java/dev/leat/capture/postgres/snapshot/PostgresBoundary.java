package dev.leat.capture.postgres.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;

/**
 * What one read saw.
 *
 * @param visible its snapshot
 * @param position the log's insert position after the snapshot, not inside a page header
 */
record PostgresBoundary(VisibleTransactions visible, Position position) implements Boundary {
    @Override
    public boolean contains(Transaction transaction) {
        return visible.contains(Long.parseLong(transaction.id()));
    }
}
