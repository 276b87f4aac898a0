package dev.leat.api.sink;

import dev.leat.api.schema.TableSchema;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of a table are others than before, or its rows became others without being sent: rows that the target has may
 * differ by that from those of the source.
 *
 * @param schema the columns from now on
 * @param added names of columns that are new
 * @param filled those of them that older rows may have a value in: a default, for instance
 * @param removed names of columns that older rows in the target may still have
 * @param altered names of columns whose values are others, or of another type, than before
 * @param rewritesRows whether rows came or got other values, as {@link dev.leat.api.schema.Revision#rewritten} counts
 * @param removesRows whether rows went, as {@link dev.leat.api.schema.Revision#removed} counts. The engine has a sink that
 *     finds rows by key begin a new generation then, whatever it answers
 */
public record SchemaChange(
        TableSchema schema,
        Set<String> added,
        Set<String> filled,
        Set<String> removed,
        Set<String> altered,
        boolean rewritesRows,
        boolean removesRows) {
    /** Copies the sets. */
    public SchemaChange {
        added = Set.copyOf(added);
        filled = Set.copyOf(filled);
        removed = Set.copyOf(removed);
        altered = Set.copyOf(altered);
    }

    /** Only the columns changed. */
    public SchemaChange(
            TableSchema schema, Set<String> added, Set<String> filled, Set<String> removed, Set<String> altered) {
        this(schema, added, filled, removed, altered, false, false);
    }

    /** Whether the columns are others than before. */
    public boolean changesColumns() {
        return !added.isEmpty() || !removed.isEmpty() || !altered.isEmpty();
    }

    /** Whether rows that were there before have other values now, or others are there. */
    public boolean changesValues() {
        return !filled.isEmpty() || !altered.isEmpty() || rewritesRows;
    }

    /**
     * Whether a target that finds rows by key may have rows now that no row of the source stands for: rows went, or all columns
     * are the key, and so a row that changed has another one.
     */
    public boolean leavesRowsBehind() {
        return removesRows || !schema.hasUniqueKey();
    }

    /** Says what changed, for messages. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        append(text, "new ", added);
        append(text, "gone ", removed);
        append(text, "altered ", altered);
        append(text, "", rewritesRows ? Set.of("rows came or got other values without being sent") : Set.of());
        append(text, "", removesRows ? Set.of("rows went without being sent") : Set.of());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, Set<String> names) {
        if (!names.isEmpty()) {
            text.append(text.length() == 0 ? "" : "; ").append(what).append(String.join(", ", new TreeSet<>(names)));
        }
    }
}
