package dev.leat.testkit.simulation;

import dev.leat.api.schema.TableId;
import java.util.HashSet;
import java.util.Set;

/** Notices when every table that is seeded anew has begun in every sink: the wish for it is then fulfilled. */
final class ReseedWatch {
    private final Set<String> open = new HashSet<>();

    void watch(Set<TableId> tables, int sinkCount) {
        for (TableId table : tables) {
            for (int sink = 0; sink < sinkCount; sink++) {
                open.add(sink + " " + table);
            }
        }
    }

    boolean begun(TableId table, int sink) {
        return open.remove(sink + " " + table) && open.isEmpty();
    }
}
