package dev.leat.capture.postgres.catalog;

/**
 * A row of {@code pg_attribute}: a column that exists.
 *
 * @param number {@code attnum}; rises in the order of the columns, with holes where columns were dropped
 * @param type OID of its type, unsigned
 * @param typmod the type's modifier, -1 for none
 */
public record TableColumn(int number, String name, int type, int typmod, boolean isNotNull, Generated generated) {

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
