package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** JSON values compared with exact numbers, and the exceptions to {@code to_jsonb} that the design lists. */
final class ExactJson {
    private static final Pattern HEX = Pattern.compile("\\\\x((?:[0-9a-f]{2})*)");
    private static final Pattern INSTANT =
            Pattern.compile("(\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)\\+00:00( BC)?");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(1_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ExactJson() {}

    static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    /** Whether the text is one JSON value, whatever its numbers come to. */
    static boolean isOneValue(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            int values = 0;
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth -= token.isStructEnd() ? 1 : 0;
                values += depth == 0 && !token.isStructEnd() ? 1 : 0;
                depth += token.isStructStart() ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException malformed) {
            return false;
        }
    }

    static boolean equal(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        if (left.isArray() && right.isArray() && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                if (!equal(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isObject() && right.isObject() && left.size() == right.size()) {
            return left.propertyStream()
                    .allMatch(entry -> right.has(entry.getKey()) && equal(entry.getValue(), right.get(entry.getKey())));
        }
        return left.equals(right);
    }

    /** What we promise instead of the server's JSON for a value of this type: base64, and Z for a zero offset. */
    static JsonNode withExceptions(JsonNode value, String type) {
        if (type.matches("(bytea|d_bytes|timestamptz|timestamptz\\(0\\)|d_instant|nested|row_type)(\\[])?")) {
            return rewritten(value);
        }
        return value;
    }

    private static JsonNode rewritten(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode copy = MAPPER.createArrayNode();
            array.forEach(element -> copy.add(rewritten(element)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = MAPPER.createObjectNode();
            object.propertyStream().forEach(entry -> copy.set(entry.getKey(), rewritten(entry.getValue())));
            return copy;
        }
        if (!value.isString()) {
            return value;
        }
        String text = value.stringValue();
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            byte[] octets = HexFormat.of().parseHex(hex.group(1));
            return StringNode.valueOf(new String(Base64.getEncoder().encode(octets), US_ASCII));
        }
        return StringNode.valueOf(
                INSTANT.matcher(text).matches() ? INSTANT.matcher(text).replaceFirst("$1Z$2") : text);
    }
}
