package dev.leat.capture.postgres.key;

import java.util.List;

/**
 * A unique index of a table, as {@code pg_index} describes it.
 *
 * @param name not quoted
 * @param columns its key columns in the order of their definition; empty if one of them is an expression
 * @param isPrimary whether it is the primary key's
 * @param isReplicaIdentity whether {@code REPLICA IDENTITY USING INDEX} names it
 * @param isImmediate false for a deferrable constraint: rows may share a key inside a transaction
 * @param isPartial whether it has a predicate
 * @param isNotNull whether none of its columns can be null
 * @param isValid whether the server uses it ({@code indisvalid})
 */
public record UniqueIndex(
        String name,
        List<String> columns,
        boolean isPrimary,
        boolean isReplicaIdentity,
        boolean isImmediate,
        boolean isPartial,
        boolean isNotNull,
        boolean isValid) {

    /** Copies the list. */
    public UniqueIndex {
        columns = List.copyOf(columns);
    }

    /** Whether the server accepts it in {@code REPLICA IDENTITY USING INDEX}. */
    public boolean canIdentify() {
        return !columns.isEmpty() && isImmediate && !isPartial && isNotNull && isValid;
    }
}
