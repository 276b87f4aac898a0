package dev.leat.api.capture;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a table in the database's own order of its key, or of its storage ({@link Capture#readsInKeyOrder}): behind
 * {@code lower}, up to and including {@code upper}. The bounds are the capture's own bytes, never compared by anybody else.
 */
public final class ChunkBounds {
    private final byte @Nullable [] lower;
    private final byte @Nullable [] upper;

    /**
     * @param lower null: from the table's beginning, open-ended
     * @param upper null: to the table's end, open-ended
     */
    public ChunkBounds(byte @Nullable [] lower, byte @Nullable [] upper) {
        this.lower = lower == null ? null : lower.clone();
        this.upper = upper == null ? null : upper.clone();
    }

    /** Behind what the piece begins, or null. */
    public byte @Nullable [] lower() {
        return lower == null ? null : lower.clone();
    }

    /** What the piece ends with, or null. */
    public byte @Nullable [] upper() {
        return upper == null ? null : upper.clone();
    }

    /** Whether this is the table's last piece. */
    public boolean isLast() {
        return upper == null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkBounds that
                && Arrays.equals(lower, that.lower)
                && Arrays.equals(upper, that.upper);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lower) + Arrays.hashCode(upper);
    }

    @Override
    public String toString() {
        return "ChunkBounds[" + (lower == null ? "begin" : "..") + ", " + (upper == null ? "end" : "..") + "]";
    }
}
