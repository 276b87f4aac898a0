package dev.leat.capture.postgres.snapshot;

import dev.leat.api.schema.TableSchema;
import java.util.List;

/**
 * A table as reads need it.
 *
 * @param schema the columns to read, in this order
 * @param isPartitioned whether its rows lie in partitions
 * @param keyOrder how the server orders the key: for each key column the operator class's own "greater than", as
 *     {@code OPERATOR(schema.>)}; empty when the table has no key
 */
public record SnapshotTable(TableSchema schema, boolean isPartitioned, List<String> keyOrder) {
    /** Copies the list. */
    public SnapshotTable {
        keyOrder = List.copyOf(keyOrder);
    }
}
