package dev.leat.testkit.simulation;

import dev.leat.api.capture.ChunkBounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where rows are stored: each state of a row somewhere else, and all of them elsewhere when the table gets a new file. A bound
 * is a file and a place in it.
 */
final class StorageOrder {
    private static final int PLACES = 6;

    private final SourceTable table;
    private final int snapshot;
    private final int file;

    StorageOrder(SourceTable table, int snapshot) {
        this.table = table;
        this.snapshot = snapshot;
        this.file = table.file();
    }

    /** The keys of the rows within the bounds, in the order of their places. */
    List<Integer> within(ChunkBounds bounds) {
        if (isOfOlderFile(bounds.upper())) {
            return List.of(); // all rows are read behind it
        }
        int first = bounds.lower() == null || isOfOlderFile(bounds.lower()) ? 0 : place(bounds.lower()) + 1;
        int last = bounds.upper() == null ? PLACES : place(bounds.upper());
        List<Integer> keys = new ArrayList<>();
        for (int key = 0; key < table.keyCount(); key++) {
            KeyHistory.State state = table.history(key).visibleIn(snapshot);
            if (state.row() != null && placeOf(key) >= first && placeOf(key) <= last) {
                keys.add(key);
            }
        }
        keys.sort(Comparator.comparing(this::placeOf));
        return keys;
    }

    /** The piece up to the place at which there are so many rows, or to the end. */
    ChunkBounds next(byte @Nullable [] after, int maxRows) {
        List<Integer> keys = within(new ChunkBounds(after, null));
        return keys.size() < maxRows
                ? new ChunkBounds(after, null)
                : new ChunkBounds(after, bound(keys.get(maxRows - 1)));
    }

    /** The bound behind this row, and all others at its place. */
    byte[] bound(int key) {
        return (file + ":" + placeOf(key)).getBytes(StandardCharsets.US_ASCII);
    }

    private int placeOf(int key) {
        long number = table.history(key).visibleIn(snapshot).number();
        return Math.floorMod((((key * 31L + number) * 0x9E3779B97F4A7C15L) + file) >>> 13, PLACES);
    }

    private boolean isOfOlderFile(byte @Nullable [] bound) {
        return bound != null && Integer.parseInt(text(bound).split(":", -1)[0]) != file;
    }

    private static int place(byte[] bound) {
        return Integer.parseInt(text(bound).split(":", -1)[1]);
    }

    private static String text(byte[] bound) {
        return new String(bound, StandardCharsets.US_ASCII);
    }
}
