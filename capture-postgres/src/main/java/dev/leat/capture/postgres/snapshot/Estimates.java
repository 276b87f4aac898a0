package dev.leat.capture.postgres.snapshot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Sql;

/** Queries that ask the catalog how large a table is, partitions included. */
final class Estimates {
    private Estimates() {}

    /** About how many rows there are; -1 if a part was never counted. */
    static String rows(TableId table) {
        return "SELECT CASE WHEN min(reltuples) < 0 THEN -1 ELSE sum(reltuples) END::int8 FROM " + counted(table);
    }

    /** About how many bytes a row has in the table's main file; 0 if nothing was counted. */
    static String rowBytes(TableId table) {
        return "SELECT CASE WHEN sum(greatest(reltuples, 0)) > 0"
                + " THEN sum(relpages::int8) * current_setting('block_size')::int8 / sum(greatest(reltuples, 0))"
                + " ELSE 0 END::int8 FROM " + counted(table);
    }

    /** A query for the table's OID and those of its partitions. */
    static String tree(TableId table) {
        String name = Sql.literal(Sql.qualified(table.schema(), table.name())) + "::regclass";
        return "SELECT " + name + "::oid UNION SELECT relid::oid FROM pg_partition_tree(" + name + ")";
    }

    /** Partitioned tables have no rows themselves, and after an ANALYZE the sum of their partitions'. */
    private static String counted(TableId table) {
        return "pg_class WHERE relkind <> 'p' AND oid IN (" + tree(table) + ")";
    }
}
