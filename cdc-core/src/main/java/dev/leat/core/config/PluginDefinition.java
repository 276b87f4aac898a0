package dev.leat.core.config;

import dev.leat.api.plugin.Options;

/**
 * Which plugin, and its options.
 *
 * @param type names the factory
 * @param options checked against the factory's declaration; {@code toString} masks secrets
 */
public record PluginDefinition(String type, Options options) {}
