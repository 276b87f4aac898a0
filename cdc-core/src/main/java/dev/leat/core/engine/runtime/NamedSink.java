package dev.leat.core.engine.runtime;

import dev.leat.api.sink.Sink;
import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;

/**
 * A sink and its name in the file.
 *
 * @param name unique in the pipeline
 * @param sink not opened yet
 * @param schemaChanges what a change of a table's columns means for it
 * @param keylessTables what a table without a key means for it, if it finds rows by key
 */
public record NamedSink(String name, Sink sink, SchemaPolicy schemaChanges, KeylessPolicy keylessTables) {
    /** One that refuses tables without a key, where it needs one. */
    public NamedSink(String name, Sink sink, SchemaPolicy schemaChanges) {
        this(name, sink, schemaChanges, KeylessPolicy.REFUSE);
    }

    /** Whether the pipeline can't run with this sink and tables without a key among its own. */
    public boolean refusesKeyless() {
        return sink.isKeyed() && keylessTables == KeylessPolicy.REFUSE;
    }
}
