package dev.leat.demo;

import java.util.List;

/**
 * Source and target side by side.
 *
 * @param tables one line per table
 */
public record Comparison(List<Table> tables) {
    /** Copies the list. */
    public Comparison {
        tables = List.copyOf(tables);
    }

    /**
     * One table on both sides.
     *
     * @param name the table
     * @param sourceRows rows in the source
     * @param targetRows keys in Redis
     * @param equalRows rows that are the same on both sides, every column
     */
    public record Table(String name, long sourceRows, long targetRows, long equalRows) {
        /** Whether nothing is missing, nothing is too much and nothing differs. */
        public boolean isEqual() {
            return sourceRows == targetRows && sourceRows == equalRows;
        }
    }

    /** Whether every table is equal. */
    public boolean isEqual() {
        return tables.stream().allMatch(Table::isEqual);
    }
}
