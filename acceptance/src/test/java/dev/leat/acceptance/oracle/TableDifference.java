package dev.leat.acceptance.oracle;

import java.util.Map;

/**
 * How one table's rows in a target differ from its rows in the source.
 *
 * @param rows how many the source has
 * @param missing rows that the target does not have
 * @param extra rows that only the target has
 * @param different per column, the rows in which it differs; a column that the source does not have counts too
 */
public record TableDifference(long rows, long missing, long extra, Map<String, Long> different) {
    /** Copies the map. */
    public TableDifference {
        different = Map.copyOf(different);
    }

    /** Whether there is none. */
    public boolean isNone() {
        return missing == 0 && extra == 0 && different.isEmpty();
    }
}
