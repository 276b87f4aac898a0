package dev.leat.capture.mysql.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.gtid.GtidSource;
import java.util.UUID;

/**
 * What one read saw of a server with GTIDs.
 *
 * @param executed of before the view: a transaction is in it when it is visible; not to be changed
 * @param position where the log ended behind the view
 */
record GtidBoundary(GtidSet executed, Position position) implements Boundary {
    private static final int UUID_LENGTH = 36;

    @Override
    public boolean contains(Transaction transaction) {
        String id = transaction.id();
        int number = id.lastIndexOf(':');
        if (number < UUID_LENGTH) {
            return false; // it has no GTID: nothing is certain
        }
        String tag = number == UUID_LENGTH ? "" : id.substring(UUID_LENGTH + 1, number);
        GtidSource source = new GtidSource(UUID.fromString(id.substring(0, UUID_LENGTH)), tag);
        return executed.contains(source, Long.parseLong(id.substring(number + 1)));
    }
}
