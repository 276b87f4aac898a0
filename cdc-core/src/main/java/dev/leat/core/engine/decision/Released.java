package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import java.util.Arrays;

/** Writes the rows of a read that the stream has caught up with, and says when all of them are durable. */
final class Released implements Completion {
    private final Runnable durable;
    private int open = 1;

    private Released(Runnable durable) {
        this.durable = durable;
    }

    /**
     * Queues what is left in the buffer for these sinks; {@code durable} is called when it is, at once if nothing is.
     *
     * @param afterOthers whether everything that waits in the lanes now has to be durable too
     */
    static void write(
            ChunkBuffer buffer,
            int[] sinks,
            Fanout fanout,
            InFlightBytes bytes,
            Position at,
            int connection,
            boolean afterOthers,
            Runnable durable) {
        Released released = new Released(durable);
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
    public void complete() {
        open--;
        if (open == 0) {
            durable.run();
        }
    }
}
