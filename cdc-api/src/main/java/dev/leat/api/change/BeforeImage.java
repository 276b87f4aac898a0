package dev.leat.api.change;

/** How much of the old row the log carried. */
public enum BeforeImage {
    /** Nothing. */
    ABSENT(0),
    /** The key's columns only; the others read as unchanged. */
    KEY(1),
    /** Every column. */
    FULL(2);

    private static final BeforeImage[] VALUES = values();

    private final int code;

    BeforeImage(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static BeforeImage of(int code) {
        return VALUES[code];
    }
}
