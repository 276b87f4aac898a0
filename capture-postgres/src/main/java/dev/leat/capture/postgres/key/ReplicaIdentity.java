package dev.leat.capture.postgres.key;

import org.jspecify.annotations.Nullable;

/** {@code pg_class.relreplident}: what the server logs of an old row. */
public enum ReplicaIdentity {
    /** The primary key's columns. */
    DEFAULT('d'),
    /** Nothing: updates and deletes cannot be published. */
    NOTHING('n'),
    /** Every column. */
    FULL('f'),
    /** The columns of the index that was named. */
    INDEX('i');

    private final char code;

    ReplicaIdentity(char code) {
        this.code = code;
    }

    /** The letter in the catalog and in Relation messages. */
    public char code() {
        return code;
    }

    /** The identity with this letter, or null if there is none. */
    public static @Nullable ReplicaIdentity find(int code) {
        return switch (code) {
            case 'd' -> DEFAULT;
            case 'n' -> NOTHING;
            case 'f' -> FULL;
            case 'i' -> INDEX;
            default -> null;
        };
    }
}
