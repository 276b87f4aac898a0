package dev.leat.sink.elasticsearch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The indices of a table as the target has them.
 *
 * @param aliased the one that readers see; null when there is no alias
 * @param all every generation of this table, the oldest first
 */
record FoundTable(@Nullable FoundIndex aliased, List<FoundIndex> all) {
    /** Copies the list. */
    FoundTable {
        all = List.copyOf(all);
    }

    /**
     * One index.
     *
     * @param isWritable whether it has the alias that it is written through
     */
    record FoundIndex(Generation generation, IndexRecord record, boolean isWritable) {}

    /** The youngest generation; null when there is none. */
    @Nullable
    FoundIndex newest() {
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** A generation that was begun and not completed; null when there is none. */
    @Nullable
    FoundIndex unfinished() {
        FoundIndex newest = newest();
        return newest != null && newest.record().state() == IndexRecord.State.PARTIAL ? newest : null;
    }
}
