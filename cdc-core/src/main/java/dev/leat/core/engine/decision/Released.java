package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes the rows of a read that the stream has caught up with, and says when all of them are durable. */
final class Released implements Completion {
    private final Runnable durable;
    private final Consumer<RowKey> refused;
    private int open = 1;

    private Released(Runnable durable, Consumer<RowKey> refused) {
        this.durable = durable;
        this.refused = refused;
    }

    /**
     * Queues what is left in the buffer for these sinks; {@code durable} is called when it is, at once if nothing is.
     *
     * @param afterOthers whether everything that waits in the lanes now has to be durable too
     * @param refused told of each row that a sink refused and that was put aside, before {@code durable} is called
     */
    static void write(
            ChunkBuffer buffer,
            int[] sinks,
            Fanout fanout,
            InFlightBytes bytes,
            Position at,
            int connection,
            boolean afterOthers,
            Consumer<RowKey> refused,
            Runnable durable) {
        Released released = new Released(durable, refused);
        buffer.drainTo((batch, indexes) -> released.write(batch, indexes, sinks, fanout, bytes, at, connection));
        if (afterOthers) {
            released.open += fanout.mark(sinks, released, connection);
        }
        released.complete();
    }

    private void write(
            ChangeBatch batch,
            int[] indexes,
            int[] sinks,
            Fanout fanout,
            InFlightBytes bytes,
            Position at,
            int connection) {
        SharedBatch shared = new SharedBatch(batch, bytes);
        if (indexes.length > 0) {
            batch.stampRead(at);
            boolean[] leftOut = new boolean[batch.size()];
            Arrays.fill(leftOut, true);
            for (int index : indexes) {
                leftOut[index] = false;
            }
            Fanout.Spread spread = fanout.spread(batch, leftOut);
            for (int sink : sinks) {
                open += fanout.write(sink, shared, spread, this, connection);
            }
        }
        shared.release();
    }

    @Override
    public void refused(ChangeBatch batch, int index) {
        ChangeCursor change = batch.cursor();
        change.seek(index);
        refused.accept(RowKey.of(change.key()));
    }

    @Override
    public void complete() {
        open--;
        if (open == 0) {
            durable.run();
        }
    }
}
