package dev.leat.core.state;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON values as bytes and back, by the streaming parser alone: a mapper learns 200 ms long, at each start, how to read classes
 * that no state value has.
 */
final class JsonTree {
    private static final JsonFactory STREAMING = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    /**
     * The only value in {@code json}.
     *
     * @throws tools.jackson.core.JacksonException if it is no JSON
     * @throws IllegalArgumentException if there is none, or more after it, or a number that no state value has
     */
    static JsonNode read(byte[] json) {
        try (JsonParser parser = STREAMING.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            JsonNode value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value");
            }
            return value;
        }
    }

    private static JsonNode value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getLongValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalArgumentException("no value of a state: " + token);
        };
    }

    private static ObjectNode object(JsonParser parser) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /** The bytes that {@link #read} makes the same value of. */
    static byte[] write(JsonNode value) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = STREAMING.createGenerator(ObjectWriteContext.empty(), json)) {
            write(generator, value);
        }
        return json.toByteArray();
    }

    private static void write(JsonGenerator generator, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                value.properties().forEach(member -> {
                    generator.writeName(member.getKey());
                    write(generator, member.getValue());
                });
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                value.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case STRING -> generator.writeString(value.stringValue());
            case NUMBER -> generator.writeNumber(value.longValue());
            case BOOLEAN -> generator.writeBoolean(value.booleanValue());
            case NULL -> generator.writeNull();
            default -> throw new IllegalArgumentException("no value of a state: " + value.getNodeType());
        }
    }
}
