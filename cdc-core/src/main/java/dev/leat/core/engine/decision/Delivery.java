package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One received batch on its way to being durable in every sink. */
final class Delivery implements Completion {
    private final AckFrontier frontier;
    private final int connection;
    private final @Nullable Position position;
    private int open = 1;
    private Runnable durable = () -> {};
    private @Nullable BitSet refused;

    Delivery(AckFrontier frontier, int connection, @Nullable Position position) {
        this.frontier = frontier;
        this.connection = connection;
        this.position = position;
    }

    int connection() {
        return connection;
    }

    @Nullable
    Position position() {
        return position;
    }

    boolean isDurable() {
        return open == 0;
    }

    /** What to do, besides, when it is durable. */
    void onDurable(Runnable action) {
        durable = action;
    }

    /** One more write or key read that has to be durable first. */
    void hold() {
        open++;
    }

    @Override
    public void refused(ChangeBatch batch, int index) {
        refused(index);
    }

    /** A sink refused the change with this index in the delivered batch, and it was put aside. */
    void refused(int index) {
        BitSet known = refused;
        if (known == null) {
            known = new BitSet();
            refused = known;
        }
        known.set(index);
    }

    /** How many changes some sink refused; one that several refused counts once. */
    int refusedCount() {
        return refused == null ? 0 : refused.cardinality();
    }

    /** One of the holds, or the delivery's own first one, is over. */
    @Override
    public void complete() {
        open--;
        Invariant.check(open >= 0, "a delivery was acknowledged more often than it was written");
        if (open == 0) {
            if (frontier.isCurrent(this)) {
                durable.run();
            }
            frontier.advance();
        }
    }
}
