package dev.leat.core.engine.decision;

import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions of one table that this process was given since it asked for the table's barrier, and that no read was seen
 * to contain yet. A transaction can be in the log before it is visible, so a chunk that is requested after a delivery has to
 * show it (S6).
 */
final class DeliveredTransactions {
    private final List<Transaction> unseen = new ArrayList<>();

    void add(Transaction transaction) {
        if (unseen.isEmpty() || !unseen.get(unseen.size() - 1).equals(transaction)) {
            unseen.add(transaction);
        }
    }

    /** What a chunk that is requested now has to contain. */
    List<Transaction> unseen() {
        return List.copyOf(unseen);
    }

    /** Forgets what a read contained: every read that is requested later contains it too. */
    void seenBy(Boundary boundary) {
        unseen.removeIf(boundary::contains);
    }
}
