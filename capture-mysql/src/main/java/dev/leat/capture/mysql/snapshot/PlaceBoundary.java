package dev.leat.capture.mysql.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;
import dev.leat.capture.mysql.xa.XaInDoubt;

/**
 * What one read saw whose view goes with a place in the log.
 *
 * @param view the number of the place; what was committed before it is visible
 * @param position the end of the log, read after the view was opened: nothing that is visible lies behind it
 * @param inDoubt of what was committed before the place
 */
record PlaceBoundary(long view, Position position, XaInDoubt inDoubt) implements Boundary {
    @Override
    public boolean contains(Transaction transaction) {
        return Long.compareUnsigned(transaction.sequence(), view) < 0 && !inDoubt.has(transaction.sequence());
    }
}
