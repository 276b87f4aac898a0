package dev.leat.core.engine.decision;

/** What a table without a key means for a sink that finds rows by key: {@code keyless-tables} in the file. */
public enum KeylessPolicy {
    /** The pipeline does not start. */
    REFUSE,
    /** All columns together are the key: equal rows are one in the sink, which goes with the first of them that is deleted. */
    WHOLE_ROW
}
