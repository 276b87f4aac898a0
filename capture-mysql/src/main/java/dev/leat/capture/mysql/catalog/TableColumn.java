package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.value.WireColumn;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code information_schema.COLUMNS}.
 *
 * @param ordinal its place, from 1
 * @param dataType {@code DATA_TYPE}, such as {@code varchar}
 * @param columnType {@code COLUMN_TYPE}, such as {@code varchar(20)}
 * @param isVisible whether {@code SELECT *} has it
 * @param hasDefault whether it has another value than null where none is given
 * @param isSelectable whether the account may read it
 * @param wire what the log's table map announces for it; null when the type is none that is known
 */
public record TableColumn(
        int ordinal,
        String name,
        String dataType,
        String columnType,
        boolean isNullable,
        Generated generated,
        boolean isVisible,
        boolean hasDefault,
        boolean isAutoIncrement,
        boolean isSelectable,
        @Nullable WireColumn wire) {

    /** Whether rows that were there before the column may have a value in it. */
    public boolean mayBeFilled() {
        return hasDefault || !isNullable || generated != Generated.NO;
    }

    /**
     * Whether it is a time of MariaDB's old format with a fraction: the log then does not tell how many bytes a value takes,
     * nor of those behind it where they begin.
     */
    public boolean hasUntoldFraction() {
        return columnType.contains(WireColumns.OLD_TIME) && columnType.contains("(");
    }

    /** What {@code EXTRA} says of it; the log carries the values of both. */
    public enum Generated {
        NO,
        /** Computed when read. */
        VIRTUAL,
        /** Computed when written. */
        STORED;

        static Generated of(String extra) {
            if (extra.contains("VIRTUAL GENERATED")) {
                return VIRTUAL;
            }
            return extra.contains("STORED GENERATED") ? STORED : NO;
        }
    }
}
