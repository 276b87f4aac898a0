package dev.leat.core.config;

import dev.leat.api.plugin.Option;
import java.util.List;
import java.util.Map;

/**
 * The plugin types that a file may name, and the options of each.
 *
 * @param captures options by capture type
 * @param sinks options by sink type
 */
public record DeclaredOptions(Map<String, List<Option>> captures, Map<String, List<Option>> sinks) {
    /** Copies the maps. */
    public DeclaredOptions {
        captures = Map.copyOf(captures);
        sinks = Map.copyOf(sinks);
    }
}
