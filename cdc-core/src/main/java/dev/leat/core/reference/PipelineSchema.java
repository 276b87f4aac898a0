package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import dev.leat.core.config.DeclaredOptions;
import dev.leat.core.config.PipelineKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema (draft 7, which every YAML editor knows) of pipeline files: the file's own keys and, by {@code type}, the
 * options of each plugin. It finds what an editor can find; the check of the file itself is stricter.
 */
public final class PipelineSchema {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";

    private PipelineSchema() {}

    /** The schema for these plugins, indented; ends with a line feed. The same plugins give the same text. */
    public static String json(DeclaredOptions plugins) {
        ObjectNode root = MAPPER.createObjectNode()
                .put("$schema", DRAFT)
                .put("title", "Leat pipeline")
                .put("type", "object");
        SchemaSection file = new SchemaSection(root);
        for (Option key : PipelineKeys.all()) {
            switch (key.name()) {
                case "capture" -> reference(file.put(key), "capture");
                case "sinks" -> reference(list(file.put(key), 1).putObject("items"), "sink");
                case "transforms" -> list(file.put(key), 0).put("maxItems", 0);
                case "tables.include" -> table(list(file.put(key), 0).putObject("items"), true);
                case "tables.exclude" -> table(list(file.put(key), 0).putObject("items"), false);
                case "tables.operations" ->
                    OptionSchema.choice(list(file.put(key), 1).putObject("items"), PipelineKeys.operations());
                default -> file.put(key).setAll(OptionSchema.of(key));
            }
        }
        ObjectNode definitions = root.putObject("definitions");
        plugins(definitions, "capture", plugins.captures(), List.of());
        plugins(definitions, "sink", plugins.sinks(), PipelineKeys.ofSinks());
        return MAPPER.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    }

    private static ObjectNode list(ObjectNode node, int atLeast) {
        node.put("type", "array");
        return atLeast == 0 ? node : node.put("minItems", atLeast);
    }

    private static void reference(ObjectNode node, String definition) {
        // in draft 7 nothing stands beside a $ref
        node.putArray("allOf").addObject().put("$ref", "#/definitions/" + definition);
    }

    private static void table(ObjectNode items, boolean columns) {
        ArrayNode either = items.putArray("anyOf");
        either.addObject().put("type", "string");
        ObjectNode mapping = either.addObject().put("type", "object").put("additionalProperties", false);
        mapping.putArray("required").add("table");
        ObjectNode properties = mapping.putObject("properties");
        properties.putObject("table").put("type", "string");
        if (columns) {
            list(properties.putObject("columns"), 1).putObject("items").put("type", "string");
        }
    }

    /** One definition for the kind that chooses by type, and one per plugin. */
    private static void plugins(
            ObjectNode definitions, String kind, Map<String, List<Option>> plugins, List<Option> common) {
        Map<String, List<Option>> byType = new TreeMap<>(plugins);
        ObjectNode any = definitions.putObject(kind).put("type", "object");
        any.putArray("required").add("type");
        ArrayNode types = any.putObject("properties")
                .putObject("type")
                .put("description", "Which " + kind + "; see leat plugins.")
                .putArray("enum");
        ArrayNode choice = any.putArray("allOf");
        byType.forEach((type, options) -> {
            String definition = kind + "-" + type;
            types.add(type);
            ObjectNode when = choice.addObject();
            ObjectNode isType = when.putObject("if");
            isType.putArray("required").add("type");
            isType.putObject("properties").putObject("type").put("const", type);
            when.putObject("then").put("$ref", "#/definitions/" + definition);
            ObjectNode own = definitions.putObject(definition).put("type", "object");
            SchemaSection section = new SchemaSection(own);
            section.properties().putObject("type").put("const", type);
            common.forEach(option -> section.put(option).setAll(OptionSchema.of(option)));
            options.forEach(option -> section.put(option).setAll(OptionSchema.of(option)));
        });
    }
}
