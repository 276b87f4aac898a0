package dev.leat.core.engine.decision;

/** What a change of a table's columns means for a sink: {@code schema-changes} in the file. */
public enum SchemaPolicy {
    /** The sink is told, and gets the rows that have changed by it. */
    APPLY,
    /** Rows that are written later have the new columns; nothing else happens. */
    IGNORE,
    /** The pipeline ends, with everything before the change written. */
    STOP
}
