package dev.leat.core.engine.decision;

/** What a change of a table's columns means for a sink: {@code schema-changes} in the file. */
public enum SchemaPolicy {
    /** The sink is told, and gets the rows that have changed by it. */
    APPLY,
    /** The sink is told, and rows that have changed by it stay as they are until they are written. */
    IGNORE,
    /** The pipeline ends, with everything before the change written. */
    STOP
}
