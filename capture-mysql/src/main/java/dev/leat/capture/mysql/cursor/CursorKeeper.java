package dev.leat.capture.mysql.cursor;

import dev.leat.api.Position;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.log.Place;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Stores the cursor when a position of one stream is confirmed. Thread-safe. */
public final class CursorKeeper {
    private final @Nullable StateStore store;
    private final Deque<Committed> delivered = new ArrayDeque<>();
    private Cursor stored;

    /**
     * @param store null: nothing is stored, for somebody who only looks
     * @param start where the stream began; stored already
     */
    public CursorKeeper(@Nullable StateStore store, Cursor start) {
        this.store = store;
        this.stored = start;
    }

    /** A position was delivered; they rise. */
    public synchronized void delivered(Committed position) {
        delivered.addLast(position);
    }

    /** Everything up to a position is durable; the cursor is when this returns. Positions that were never delivered store nothing. */
    public synchronized void confirm(Position position) {
        Committed last = null;
        for (Committed first = delivered.peekFirst();
                first != null && Long.compareUnsigned(first.sequence(), position.sequence()) <= 0;
                first = delivered.peekFirst()) {
            last = first;
            delivered.removeFirst();
        }
        if (last != null && store != null) {
            Cursor next = stored.at(last);
            next.write(store);
            stored = next;
        }
    }

    /** The stream can't get past the transaction that begins here. */
    public void obstructed(Place begin) {
        if (store != null) {
            Obstacle.write(store, begin);
        }
    }

    /** What is stored. */
    public synchronized Cursor stored() {
        return stored;
    }
}
