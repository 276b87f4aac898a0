package dev.leat.api.change;

/** How much of the old row the log carried. */
public enum BeforeImage {
    /** Nothing. */
    ABSENT,
    /** The key's columns only; the others read as unchanged. */
    KEY,
    /** Every column. */
    FULL;

    private static final BeforeImage[] VALUES = values();

    static BeforeImage of(int code) {
        return VALUES[code];
    }
}
