package dev.leat.core.engine.decision;

import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SchemaChange;

/** A call of a sink's control method. Identity matters: answers name it. */
public sealed interface ControlCall {
    /** The sink's index. */
    int sink();

    /** Begins a table's seeding; its answer carries the generation. */
    record BeginSeed(int sink, TableSchema table, boolean anew) implements ControlCall {}

    /** Stores a table's seeding progress. */
    record SaveProgress(int sink, TableSchema table, int generation, String progress) implements ControlCall {}

    /** Completes a table's seeding. */
    record CompleteSeed(int sink, TableSchema table, int generation) implements ControlCall {}

    /** Tells a sink that the columns of a table changed; answered by {@code schemaChanged}. */
    record ChangeSchema(int sink, SchemaChange change) implements ControlCall {}

    /** Stores marks. */
    record StoreMarks(int sink, Marks marks) implements ControlCall {}
}
