package dev.leat.testkit.simulation;

import dev.leat.api.capture.ChunkBounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database's own order of keys, in which tables are cut into chunks: descending, so that nobody else guesses it. */
final class TableOrder {
    private TableOrder() {}

    /** The keys within the bounds, in order. */
    static List<Integer> within(SourceTable table, ChunkBounds bounds) {
        int first = bounds.lower() == null ? table.keyCount() - 1 : key(bounds.lower()) - 1;
        int last = bounds.upper() == null ? 0 : key(bounds.upper());
        List<Integer> keys = new ArrayList<>();
        for (int key = first; key >= last; key--) {
            keys.add(key);
        }
        return keys;
    }

    /** The next piece: up to the last of so many rows that are visible now, or to the end when there are no more. */
    static ChunkBounds next(SourceTable table, byte @Nullable [] after, int maxRows, int snapshot) {
        int found = 0;
        for (int key : within(table, new ChunkBounds(after, null))) {
            if (table.history(key).visibleIn(snapshot).row() != null && ++found == maxRows && key > 0) {
                return new ChunkBounds(after, RowBytes.digits(key));
            }
        }
        return new ChunkBounds(after, null);
    }

    private static int key(byte @Nullable [] bound) {
        return bound == null ? 0 : Integer.parseInt(new String(bound, StandardCharsets.US_ASCII));
    }
}
