package dev.leat.capture.postgres.snapshot;

/**
 * One column of a key by which rows are read.
 *
 * @param column its name
 * @param operators how the server orders its values
 * @param cast what a literal needs behind it, as {@code ::"public"."pair"}; empty where the server gives it the column's type
 *     by itself, which it does for all but composite types
 */
public record KeyPart(String column, KeyOperators operators, String cast) {
    /** A column whose literals need no cast. */
    KeyPart(String column, KeyOperators operators) {
        this(column, operators, "");
    }
}
