package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import dev.leat.core.plugin.Plugin;
import dev.leat.core.plugin.PluginCatalog;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every plugin with its options as JSON, for programs: {@code leat plugins --json}. */
public final class PluginList {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PluginList() {}

    /** One object with the member {@code plugins}, captures first, each by type; ends with a line feed. */
    public static String json(PluginCatalog catalog) {
        ObjectNode page = MAPPER.createObjectNode();
        ArrayNode plugins = page.putArray("plugins");
        catalog.captures().values().forEach(plugin -> add(plugins, "capture", plugin));
        catalog.sinks().values().forEach(plugin -> add(plugins, "sink", plugin));
        return MAPPER.writeValueAsString(page) + "\n";
    }

    private static void add(ArrayNode plugins, String kind, Plugin<?> plugin) {
        ObjectNode node =
                plugins.addObject().put("kind", kind).put("type", plugin.type()).put("origin", plugin.origin());
        ArrayNode options = node.putArray("options");
        plugin.options().forEach(option -> add(options, option));
    }

    private static void add(ArrayNode options, Option option) {
        ObjectNode node = options.addObject()
                .put("name", option.name())
                .put("type", OptionText.name(option.type()))
                .put("unit", OptionText.unit(option.type()))
                .put("default", option.defaultText())
                .put("required", option.required())
                .put("secret", option.secret());
        ArrayNode choices = node.putArray("choices");
        option.choices().forEach(choices::add);
        node.put("description", option.description());
    }
}
