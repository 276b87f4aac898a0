package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import dev.leat.core.config.OptionValues;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One option as a JSON Schema of its value. YAML tells numbers and truth values from text, the file's reader does not, so
 * each type takes text too; any value may be a reference, <code>${env:NAME}</code>, which is looked at when the file is run.
 */
final class OptionSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String REFERENCE = "\\$\\{(env|file):";
    private static final List<String> SCALARS = List.of("string", "number", "boolean");

    private OptionSchema() {}

    static ObjectNode of(Option option) {
        ObjectNode schema = JSON.objectNode().put("description", description(option));
        switch (option.type()) {
            case TEXT -> types(schema, SCALARS);
            case PATH -> schema.put("type", "string").put("minLength", 1);
            case BOOLEAN -> pattern(types(schema, List.of("boolean", "string")), "(true|false)");
            case INTEGER -> pattern(types(schema, List.of("integer", "string")), "[+-]?[0-9]+");
            case DURATION, SIZE ->
                pattern(
                        schema.put("type", "string"),
                        "[0-9]{1,19} ?(" + OptionText.unit(option.type()).replace(' ', '|') + ")");
            case CHOICE -> choice(schema, option.choices());
            case LIST -> types(schema.put("type", "array").putObject("items"), SCALARS);
        }
        putDefault(schema, option);
        return schema;
    }

    /** Values for completion, beside a reference. */
    static void choice(ObjectNode schema, List<String> choices) {
        ArrayNode either = schema.putArray("anyOf");
        ArrayNode values = either.addObject().putArray("enum");
        choices.forEach(values::add);
        either.addObject().put("type", "string").put("pattern", REFERENCE);
    }

    private static String description(Option option) {
        return option.secret()
                ? option.description() + " Better a reference than the secret itself."
                : option.description();
    }

    private static ObjectNode types(ObjectNode schema, List<String> types) {
        ArrayNode list = schema.putArray("type");
        types.forEach(list::add);
        return schema;
    }

    /** Holds for text only. */
    private static void pattern(ObjectNode schema, String value) {
        schema.put("pattern", "^" + value + "$|" + REFERENCE);
    }

    private static void putDefault(ObjectNode schema, Option option) {
        String text = option.defaultText();
        if (text == null) {
            return;
        }
        switch (option.type()) {
            case BOOLEAN -> schema.put("default", Boolean.parseBoolean(text));
            case INTEGER -> schema.put("default", Long.parseLong(text));
            case LIST -> OptionValues.list(text).forEach(schema.putArray("default")::add);
            case TEXT, PATH, DURATION, SIZE, CHOICE -> schema.put("default", text);
        }
    }
}
