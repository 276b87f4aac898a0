package dev.leat.capture.mysql.catalog;

import java.util.List;

/**
 * A unique index of {@code information_schema.STATISTICS}.
 *
 * @param columns in the order of the index's definition
 * @param hasPrefix whether only the beginning of a column counts for one of them
 * @param hasExpression whether a part is no column: {@code columns} lacks it then
 */
public record TableIndex(String name, List<String> columns, boolean hasPrefix, boolean hasExpression) {
    private static final String PRIMARY = "PRIMARY";

    public TableIndex {
        columns = List.copyOf(columns);
    }

    public boolean isPrimary() {
        return name.equals(PRIMARY);
    }
}
