package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schema of a mapping, into which options are put by their dotted names: {@code tls.mode} lies in a mapping {@code tls}. */
final class SchemaSection {
    private final ObjectNode schema;
    private final ObjectNode properties;
    private final Map<String, SchemaSection> inner = new HashMap<>();

    /** @param schema of type object; no other key than those that are put will be allowed */
    SchemaSection(ObjectNode schema) {
        this.schema = schema.put("additionalProperties", false);
        this.properties = schema.putObject("properties");
    }

    ObjectNode properties() {
        return properties;
    }

    /** The schema of the option's value, with its description so far. */
    ObjectNode put(Option option) {
        return put(option.name(), option);
    }

    private ObjectNode put(String name, Option option) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        if (option.required()) {
            require(first);
        }
        if (dot < 0) {
            return properties.putObject(name).put("description", option.description());
        }
        return inner.computeIfAbsent(
                        first,
                        any -> new SchemaSection(properties.putObject(first).put("type", "object")))
                .put(name.substring(dot + 1), option);
    }

    private void require(String name) {
        ArrayNode required = schema.withArray("required");
        for (int i = 0; i < required.size(); i++) {
            if (required.get(i).stringValue().equals(name)) {
                return;
            }
        }
        required.add(name);
    }
}
