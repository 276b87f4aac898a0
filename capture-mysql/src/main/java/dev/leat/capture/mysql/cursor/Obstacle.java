package dev.leat.capture.mysql.cursor;

import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.log.Place;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a stream came to something that it can't deliver: stored, since a reseed begins behind it and not in front of it again. */
public final class Obstacle {
    private static final String NAME = "obstacle";

    private Obstacle() {}

    /**
     * Stores it; there is one at most.
     *
     * @param begin where the transaction begins
     */
    static void write(StateStore store, Place begin) {
        store.write(NAME, begin.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Says so if one lies behind the cursor. */
    public static Optional<String> ahead(StateStore store, Cursor cursor) {
        return store.read(NAME)
                .map(Obstacle::decode)
                .filter(begin -> begin.compareTo(cursor.end()) >= 0)
                .map(begin -> "the transaction at " + begin + " can't be delivered");
    }

    /** The stream begins anew. */
    public static void forget(StateStore store) {
        store.delete(NAME);
    }

    private static Place decode(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        int colon = text.lastIndexOf(':');
        return new Place(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    }
}
