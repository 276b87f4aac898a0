package dev.leat.capture.postgres.catalog;

import java.util.List;

/**
 * A row of {@code pg_index}.
 *
 * @param keyColumns {@code attnum}s in the order of the index's definition, without INCLUDE columns; 0 is an expression
 * @param isDeferrable whether uniqueness may be violated within a transaction: no identity then
 * @param isValid false while it is being built, and after a build that failed
 * @param isPartial whether it has a WHERE clause
 * @param isReplicaIdentity whether {@code REPLICA IDENTITY USING INDEX} named it
 */
public record TableIndex(
        int oid,
        String name,
        List<Integer> keyColumns,
        boolean isPrimary,
        boolean isUnique,
        boolean isDeferrable,
        boolean isValid,
        boolean isPartial,
        boolean isReplicaIdentity) {

    public TableIndex {
        keyColumns = List.copyOf(keyColumns);
    }

    public boolean hasExpressions() {
        return keyColumns.contains(0);
    }
}
