package dev.leat.api.sink;

import dev.leat.api.schema.TableSchema;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of a table are others than before, and rows that the target has may differ by that from those of the source,
 * although no change of them was sent.
 *
 * @param schema the columns from now on
 * @param added names of columns that are new
 * @param filled those of them that older rows may have a value in: a default, for instance
 * @param removed names of columns that older rows in the target may still have
 * @param altered names of columns whose values are others, or of another type, than before
 */
public record SchemaChange(
        TableSchema schema, Set<String> added, Set<String> filled, Set<String> removed, Set<String> altered) {
    /** Copies the sets. */
    public SchemaChange {
        added = Set.copyOf(added);
        filled = Set.copyOf(filled);
        removed = Set.copyOf(removed);
        altered = Set.copyOf(altered);
    }

    /** Whether rows that were there before have other values now. */
    public boolean changesValues() {
        return !filled.isEmpty() || !altered.isEmpty();
    }

    /** Names the columns, for messages. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        append(text, "new ", added);
        append(text, "gone ", removed);
        append(text, "altered ", altered);
        return text.toString();
    }

    private static void append(StringBuilder text, String what, Set<String> names) {
        if (!names.isEmpty()) {
            text.append(text.length() == 0 ? "" : "; ").append(what).append(String.join(", ", new TreeSet<>(names)));
        }
    }
}
