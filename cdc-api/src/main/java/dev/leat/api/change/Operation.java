package dev.leat.api.change;

/** What a change does to its row; or that it is none of a row. */
public enum Operation {
    /** A new row, always complete. */
    INSERT(0, "insert"),
    /** New values for a row; may leave columns unchanged. */
    UPDATE(1, "update"),
    /** The row is gone. */
    DELETE(2, "delete"),
    /** All rows of the table are gone; has no key. */
    TRUNCATE(3, "truncate"),
    /**
     * A row that was read, always complete: by a seeding, or in place of an update or insert that the log carried in part only and
     * a sink of the pipeline needs whole.
     */
    READ(4, "read"),
    /**
     * What an application said through the source's log, beside all tables: its rows have the columns of {@link MessageSchema}. Only
     * for sinks that take messages.
     */
    MESSAGE(5, "message");

    private static final Operation[] VALUES = values();

    private final int code;
    private final String text;

    Operation(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The name in YAML and JSON. */
    public String text() {
        return text;
    }

    /** A small number from 0 that stands for it in arrays. */
    public int code() {
        return code;
    }

    static Operation of(int code) {
        return VALUES[code];
    }
}
