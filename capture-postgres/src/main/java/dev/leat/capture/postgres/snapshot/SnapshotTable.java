package dev.leat.capture.postgres.snapshot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as reads need it.
 *
 * @param id its name
 * @param oid of the table that was resolved: one that was created anew under the name is another one
 * @param isPartitioned whether its rows lie in partitions
 * @param isHeap whether it is stored in PostgreSQL's own way, in pages of which some can be read
 * @param key the key's columns in the order of its definition; empty when the table has none to read by
 * @param rowFilter the condition that the publication has for its rows; null: all of them
 */
public record SnapshotTable(
        TableId id,
        int oid,
        boolean isPartitioned,
        boolean isHeap,
        List<KeyPart> key,
        @Nullable String rowFilter) {
    /** All rows of a table. */
    public SnapshotTable(TableId id, int oid, boolean isPartitioned, boolean isHeap, List<KeyPart> key) {
        this(id, oid, isPartitioned, isHeap, key, null);
    }

    /** Copies the list. */
    public SnapshotTable {
        key = List.copyOf(key);
    }

    /** Whether rows can be read in pieces, and one by one. */
    boolean hasKey() {
        return !key.isEmpty();
    }

    /** Whether it is read in the order of its storage, which costs the server least. */
    boolean hasPlaces() {
        return isHeap && hasKey();
    }

    /** The name for FROM and LOCK: with partitions, without tables that merely inherit. */
    String sql() {
        String name = Sql.qualified(id.schema(), id.name());
        return isPartitioned ? name : "ONLY " + name;
    }
}
