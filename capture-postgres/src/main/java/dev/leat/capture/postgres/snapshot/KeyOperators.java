package dev.leat.capture.postgres.snapshot;

/**
 * The operators of a type's default btree operator class, each as {@code OPERATOR(schema.name)}: what ORDER BY and a unique
 * index go by. Written out because an extension's operators are outside {@code search_path}, and a type such as citext would
 * silently be compared as text.
 */
public record KeyOperators(String less, String lessOrEqual, String equal, String greaterOrEqual, String greater) {
    /** Of the types that the server brings along. */
    public static final KeyOperators BUILT_IN = new KeyOperators(
            "OPERATOR(pg_catalog.<)",
            "OPERATOR(pg_catalog.<=)",
            "OPERATOR(pg_catalog.=)",
            "OPERATOR(pg_catalog.>=)",
            "OPERATOR(pg_catalog.>)");

    /** Whether the operators are those that {@code search_path} finds by their usual signs. */
    boolean isBuiltIn() {
        return equals(BUILT_IN);
    }
}
