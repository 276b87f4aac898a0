package dev.leat.capture.postgres.slot;

import dev.leat.api.Position;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.wire.Lsn;

/** A slot that a stream may begin from, and the cursor beside it. Thread-safe. */
public final class OpenedSlot {
    private final StreamStart start;
    private final StateStore store;
    private Cursor cursor;

    OpenedSlot(StreamStart start, StateStore store, Cursor cursor) {
        this.start = start;
        this.store = store;
        this.cursor = cursor;
    }

    /** Where the stream begins. */
    public StreamStart start() {
        return start;
    }

    /**
     * Stores a confirmed position durably; never goes back.
     *
     * @param commit the last one that the stream brought before it; {@link LastCommit#NONE}: it has brought none
     */
    public synchronized void confirm(Position position, LastCommit commit) {
        if (Lsn.isAfter(position.sequence(), cursor.confirmedLsn())) {
            Cursor next = cursor.at(position.sequence(), commit);
            next.write(store);
            cursor = next;
        }
    }
}
