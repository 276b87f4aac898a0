package dev.leat.capture.postgres.catalog;

/**
 * A row of {@code pg_attribute}: a column that exists.
 *
 * @param number {@code attnum}; rises in the order of the columns, with holes where columns were dropped
 * @param type OID of its type, unsigned
 * @param typmod the type's modifier, -1 for none
 * @param hasDefault whether it has, or had when it was added, another value than null where none is given
 */
public record TableColumn(
        int number, String name, int type, int typmod, boolean isNotNull, Generated generated, boolean hasDefault) {
    /** A column without default. */
    public TableColumn(int number, String name, int type, int typmod, boolean isNotNull, Generated generated) {
        this(number, name, type, typmod, isNotNull, generated, false);
    }

    /** Whether rows that were there before the column may have a value in it. */
    public boolean mayBeFilled() {
        return hasDefault || isNotNull;
    }

    /** {@code attgenerated}. */
    public enum Generated {
        NO,
        /** Computed when written; not sent before version 18, and then only if the publication says so. */
        STORED,
        /** Computed when read; never sent. Version 18 and later. */
        VIRTUAL;

        static Generated of(String code) {
            return switch (code) {
                case "" -> NO;
                case "s" -> STORED;
                case "v" -> VIRTUAL;
                default -> throw new IllegalArgumentException("attgenerated " + code);
            };
        }
    }
}
