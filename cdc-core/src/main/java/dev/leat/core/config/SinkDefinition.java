package dev.leat.core.config;

import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;

/**
 * One sink of the file.
 *
 * @param name {@code [a-z0-9-]{1,40}}, unique in the file
 * @param plugin its type and options
 * @param schemaChanges what a change of a table's columns means for it
 * @param keylessTables what a table without a key means for it, if it finds rows by key
 */
public record SinkDefinition(
        String name, PluginDefinition plugin, SchemaPolicy schemaChanges, KeylessPolicy keylessTables) {}
