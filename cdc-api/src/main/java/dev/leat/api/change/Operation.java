package dev.leat.api.change;

/** What a change does to its row. */
public enum Operation {
    /** A new row, always complete. */
    INSERT("insert"),
    /** New values for a row; may leave columns unchanged. */
    UPDATE("update"),
    /** The row is gone. */
    DELETE("delete"),
    /** All rows of the table are gone; has no key. */
    TRUNCATE("truncate"),
    /** A row seen by a snapshot, always complete. */
    READ("read");

    private static final Operation[] VALUES = values();

    private final String text;

    Operation(String text) {
        this.text = text;
    }

    /** The name in YAML and JSON. */
    public String text() {
        return text;
    }

    static Operation of(int code) {
        return VALUES[code];
    }
}
