package dev.leat.testkit.contract;

import dev.leat.api.change.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A change in a target that appends: what a reader needs to drop what comes twice.
 *
 * @param operation what it does
 * @param key the row's key text; null for TRUNCATE
 * @param sequence of its transaction
 * @param ordinal its place in its transaction
 */
public record Appended(Operation operation, @Nullable String key, long sequence, int ordinal) {
    boolean isAbove(Appended other) {
        int bySequence = Long.compareUnsigned(sequence, other.sequence);
        return bySequence > 0 || (bySequence == 0 && ordinal > other.ordinal);
    }
}
