package dev.leat.capture.mysql.cursor;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.log.Place;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a stream came to something that it can't deliver: stored, since a reseed begins behind it and not in front of it again. */
public final class Obstacle {
    private static final String NAME = "obstacle";
    private static final Pattern PLACE = Pattern.compile("(.+\\.\\d{1,18}):(\\d{1,18})");

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
        Matcher text = PLACE.matcher(new String(stored, StandardCharsets.UTF_8));
        if (!text.matches()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "what is stored of the place that the pipeline stopped at is damaged: bring the state folder back from a"
                            + " copy, or remove it and seed anew with `leat reseed FILE`");
        }
        return new Place(text.group(1), Long.parseLong(text.group(2)));
    }
}
