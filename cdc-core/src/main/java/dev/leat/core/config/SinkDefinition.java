package dev.leat.core.config;

/**
 * One sink of the file.
 *
 * @param name {@code [a-z0-9-]{1,40}}, unique in the file
 * @param plugin its type and options
 */
public record SinkDefinition(String name, PluginDefinition plugin) {}
