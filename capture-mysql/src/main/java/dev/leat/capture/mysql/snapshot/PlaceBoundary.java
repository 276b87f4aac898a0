package dev.leat.capture.mysql.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;

/**
 * What one read saw whose view is that of a place in the log, exactly.
 *
 * @param position the place; of what was committed before it the table's transactions are visible, of the rest none
 */
record PlaceBoundary(Position position) implements Boundary {
    @Override
    public boolean contains(Transaction transaction) {
        return Long.compareUnsigned(transaction.sequence(), position.sequence()) < 0;
    }
}
