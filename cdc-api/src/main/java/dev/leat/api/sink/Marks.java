package dev.leat.api.sink;

import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import java.util.Set;

/**
 * How far a target is, stored in the target per pipeline, sink and branch, and read back at the start.
 *
 * @param branch which part of the source's history
 * @param epoch which history: raised when the source's identity changed or local state was lost
 * @param source where the changes came from: epochs and positions of two sources can't be compared
 * @param watermark every change before it is durable in this target, for the tables in {@code tables}
 * @param tables the tables that the watermark holds for
 * @param fingerprint of the selection (tables, columns, operations, transforms) that the changes went through
 */
public record Marks(
        int branch, long epoch, SourceIdentity source, Position watermark, Set<TableId> tables, long fingerprint) {
    /** Copies the set. */
    public Marks {
        tables = Set.copyOf(tables);
    }
}
