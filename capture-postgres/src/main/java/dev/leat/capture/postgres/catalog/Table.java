package dev.leat.capture.postgres.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_class} that holds rows, or looks as if.
 *
 * @param oid unsigned
 * @param isHeap whether its rows lie in pages of PostgreSQL's own access method
 * @param root the table that this is a partition of, at the top; null if it is no partition
 * @param hasChildren whether tables inherit from it, partitions included
 * @param extension the extension that made it, null if none did
 * @param isOwned whether the session's role may alter it: needed to publish it
 * @param isSelectable whether the session's role may read it; rights on columns alone do not let it be locked
 * @param hidesRows whether row-level security applies to the session's role
 * @param estimatedRows by the last ANALYZE or VACUUM, partitions included; -1 if it was never counted
 * @param estimatedBytes of the main forks at that time, without TOAST and indexes
 */
public record Table(
        int oid,
        TableId id,
        Kind kind,
        boolean isHeap,
        @Nullable TableId root,
        boolean hasChildren,
        Persistence persistence,
        ReplicaIdentity replicaIdentity,
        @Nullable String extension,
        boolean isOwned,
        boolean isSelectable,
        boolean hidesRows,
        long estimatedRows,
        long estimatedBytes) {

    /** {@code pg_class.relkind}. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN;

        static Kind of(String code) {
            return switch (code) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED;
                case "v" -> VIEW;
                case "m" -> MATERIALIZED_VIEW;
                case "f" -> FOREIGN;
                default -> throw new IllegalArgumentException("relkind " + code);
            };
        }
    }

    /** {@code pg_class.relpersistence}. */
    public enum Persistence {
        PERMANENT,
        UNLOGGED,
        TEMPORARY;

        static Persistence of(String code) {
            return switch (code) {
                case "p" -> PERMANENT;
                case "u" -> UNLOGGED;
                case "t" -> TEMPORARY;
                default -> throw new IllegalArgumentException("relpersistence " + code);
            };
        }
    }

    public boolean isPartition() {
        return root != null;
    }

    /** Whether a publication can contain it: the log has its rows, under its own name. */
    public boolean isPublishable() {
        return (kind == Kind.TABLE || kind == Kind.PARTITIONED) && persistence == Persistence.PERMANENT;
    }
}
