package dev.leat.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One change as the log has it.
 *
 * @param kind what it does
 * @param table whose row, or which table
 * @param number its own; of the delete half of a move, the insert half has the next
 * @param key which row; for a move, the new one
 * @param oldKey which row it was; differs from {@code key} for a move only
 * @param before the old row, if there was one
 * @param after the new row, if there is one
 * @param carriesText whether the log has the value of {@link SourceRow#text}
 * @param lsn where it is in the log
 */
record SourceChange(
        Kind kind,
        SourceTable table,
        long number,
        int key,
        int oldKey,
        @Nullable SourceRow before,
        @Nullable SourceRow after,
        boolean carriesText,
        long lsn) {
    /** What a change does. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        MOVE,
        TRUNCATE,
        REWRITE
    }

    @Override
    public String toString() {
        String row = kind == Kind.TRUNCATE || kind == Kind.REWRITE
                ? ""
                : "/" + (oldKey == key ? "" : oldKey + "->") + key + (after == null ? "" : values());
        return "#" + number + " " + kind + " " + table + row;
    }

    private String values() {
        SourceRow row = after;
        return row == null ? "" : " v=" + row.version() + " t=" + row.text() + (carriesText ? "" : "(unchanged)");
    }
}
