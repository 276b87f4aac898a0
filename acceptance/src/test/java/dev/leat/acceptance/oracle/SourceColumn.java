package dev.leat.acceptance.oracle;

import java.math.BigDecimal;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A column of a source table.
 *
 * @param name of the column and so of the field
 * @param type the type's name in the catalog
 * @param category the type's category: N for numbers, A for arrays, C for composites
 */
record SourceColumn(String name, String type, String category) {
    private static final Set<String> JSON = Set.of("json", "jsonb", "hstore");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** SQL for the value's text: what to_jsonb makes of it, a string without its quotes; bytes as base64, UTC as Z. */
    String text() {
        String column = quoted(name);
        return switch (type) {
            case "bytea" -> "translate(encode(" + column + ", 'base64'), E'\\n', '')";
            case "timestamptz" -> "regexp_replace(to_jsonb(" + column + ") #>> '{}', '[+]00:00$', 'Z')";
            default -> "to_jsonb(" + column + ") #>> '{}'";
        };
    }

    /** Whether two texts are the same value: numbers by value, what is JSON by its members. */
    boolean isSame(String wanted, String found) {
        if (wanted.equals(found)) {
            return true;
        }
        try {
            if (category.equals("N")) {
                return new BigDecimal(wanted).compareTo(new BigDecimal(found)) == 0;
            }
            if (JSON.contains(type) || category.equals("A") || category.equals("C")) {
                return isSame(MAPPER.readTree(wanted), MAPPER.readTree(found));
            }
            return false;
        } catch (NumberFormatException | JacksonException e) { // NaN, or a string that is no JSON
            return false;
        }
    }

    private static boolean isSame(JsonNode wanted, JsonNode found) {
        if (wanted.isNumber() && found.isNumber()) {
            return wanted.decimalValue().compareTo(found.decimalValue()) == 0;
        }
        if (wanted.isContainer() && wanted.getNodeType() == found.getNodeType() && wanted.size() == found.size()) {
            if (wanted.isArray()) {
                for (int i = 0; i < wanted.size(); i++) {
                    if (!isSame(wanted.get(i), found.get(i))) {
                        return false;
                    }
                }
                return true;
            }
            return wanted.properties().stream()
                    .allMatch(member ->
                            found.has(member.getKey()) && isSame(member.getValue(), found.get(member.getKey())));
        }
        return wanted.equals(found);
    }
}
