package dev.leat.core.engine.runtime;

import dev.leat.api.sink.Sink;
import dev.leat.core.engine.decision.SchemaPolicy;

/**
 * A sink and its name in the file.
 *
 * @param name unique in the pipeline
 * @param sink not opened yet
 * @param schemaChanges what a change of a table's columns means for it
 */
public record NamedSink(String name, Sink sink, SchemaPolicy schemaChanges) {}
