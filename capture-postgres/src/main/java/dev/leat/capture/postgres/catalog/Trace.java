package dev.leat.capture.postgres.catalog;

import java.util.Map;

/**
 * What commands that change rows without sending them leave behind in the catalog. Of a partitioned table it covers its partitions
 * at any depth.
 *
 * @param columns by {@code attnum}, the transaction that wrote the column's row of {@code pg_attribute} last
 * @param parts by OID, the table itself and its partitions
 */
public record Trace(Map<Integer, Integer> columns, Map<Integer, Part> parts) {
    public Trace {
        columns = Map.copyOf(columns);
        parts = Map.copyOf(parts);
    }

    /**
     * A table, or a partition of it.
     *
     * @param parent what it is a partition of; 0: of nothing
     * @param attachedBy the transaction that made it a partition; 0: none
     * @param file {@code relfilenode}: what all rows are in; another one after each command that writes them anew
     * @param largeTable {@code reltoastrelid}: the table of its large values; 0: none. VACUUM FULL, CLUSTER and TRUNCATE leave it,
     *     ALTER TABLE makes another one together with another file
     * @param isLeaf whether it can have rows of its own
     * @param wasMadeAsPartition whether it began as this partition, so that all its rows were sent; false: not known
     */
    public record Part(
            int parent, int attachedBy, int file, int largeTable, boolean isLeaf, boolean wasMadeAsPartition) {}
}
