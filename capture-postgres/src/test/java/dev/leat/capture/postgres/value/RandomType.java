package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A type of the server with a source of its values. */
public sealed interface RandomType {
    /** One value in ten is missing. */
    int NULL_ONE_IN = 10;

    /** Its name in SQL. */
    String sql();

    /** An expression that has the type and is not null. */
    String value(Random random);

    /** What is promised for what the server's {@code to_jsonb} says of a value. */
    JsonNode promised(JsonNode json);

    /** An expression that may be null. */
    default String field(Random random) {
        return (random.nextInt(NULL_ONE_IN) == 0 ? "NULL" : "(" + value(random) + ")") + "::" + sql();
    }

    /** A type that is not made of others, as far as JSON goes. */
    record Scalar(String sql, Function<Random, String> values) implements RandomType {
        @Override
        public String value(Random random) {
            return values.apply(random);
        }

        @Override
        public JsonNode promised(JsonNode json) {
            if (!json.isString()) {
                return json;
            }
            String text = json.stringValue();
            return switch (sql) {
                case "bytea" ->
                    StringNode.valueOf(new String(
                            Base64.getEncoder().encode(HexFormat.of().parseHex(text.substring(2))), US_ASCII));
                case "timestamptz" -> StringNode.valueOf(text.replaceFirst("\\+00:00( BC)?$", "Z$1"));
                default -> json;
            };
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /** Of any number of dimensions. */
    record Array(RandomType element) implements RandomType {
        @Override
        public String sql() {
            return element.sql() + "[]";
        }

        @Override
        public String value(Random random) {
            int length = random.nextInt(4);
            if (length == 0) {
                return "'{}'::" + sql();
            }
            return switch (random.nextInt(4)) {
                case 0 -> "ARRAY[" + list(random, length) + ", " + list(random, length) + "]";
                case 1 -> "('[" + (3 - length) + ":2]=' || (" + list(random, length) + ")::text)::" + sql();
                default -> list(random, length);
            };
        }

        private String list(Random random, int length) {
            return IntStream.range(0, length)
                    .mapToObj(i -> element.field(random))
                    .collect(Collectors.joining(", ", "ARRAY[", "]::" + sql()));
        }

        @Override
        public JsonNode promised(JsonNode json) {
            if (!(json instanceof ArrayNode array)) {
                return json;
            }
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            for (JsonNode value : array) {
                copy.add(value.isArray() ? promised(value) : element.promised(value));
            }
            return copy;
        }
    }

    /** A composite with these fields, whose names are odd on purpose. */
    record Row(String sql, List<RandomType> fields) implements RandomType {
        private static final List<String> NAMES = List.of("a", "B b", "c\"d", "é", "f,g", "(h)", "i\\j", "{k}");

        String create() {
            return IntStream.range(0, fields.size())
                    .mapToObj(i -> "\"" + NAMES.get(i).replace("\"", "\"\"") + "\" "
                            + fields.get(i).sql())
                    .collect(Collectors.joining(", ", "CREATE TYPE " + sql + " AS (", ")"));
        }

        @Override
        public String value(Random random) {
            return fields.stream()
                    .map(field -> field.field(random))
                    .collect(Collectors.joining(", ", "ROW(", ")::" + sql));
        }

        @Override
        public JsonNode promised(JsonNode json) {
            if (!(json instanceof ObjectNode object)) {
                return json;
            }
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < fields.size(); i++) {
                copy.set(NAMES.get(i), fields.get(i).promised(object.get(NAMES.get(i))));
            }
            return copy;
        }
    }

    /** A domain. */
    record Domain(String sql, RandomType base) implements RandomType {
        String create() {
            return "CREATE DOMAIN " + sql + " AS " + base.sql();
        }

        @Override
        public String value(Random random) {
            return "(" + base.value(random) + ")::" + sql;
        }

        @Override
        public JsonNode promised(JsonNode json) {
            return base.promised(json);
        }
    }

    /** A range, or a multirange of up to two of them. */
    record Range(String sql, String rangeSql, RandomType bound) implements RandomType {
        @Override
        public String value(Random random) {
            if (sql.equals(rangeSql)) {
                return range(random);
            }
            return Stream.generate(() -> range(random))
                    .limit(random.nextInt(3))
                    .collect(Collectors.joining(", ", sql + "(", ")"));
        }

        private String range(Random random) {
            String a = bound.field(random);
            String b = bound.field(random);
            // of a missing bound least and greatest make the other one
            return rangeSql + "(" + (random.nextInt(5) == 0 ? "NULL" : "least(" + a + ", " + b + ")") + ", "
                    + (random.nextInt(5) == 0 ? "NULL" : "greatest(" + a + ", " + b + ")") + ", '"
                    + (random.nextBoolean() ? "[)" : "()") + "')";
        }

        @Override
        public JsonNode promised(JsonNode json) {
            return json;
        }
    }
}
