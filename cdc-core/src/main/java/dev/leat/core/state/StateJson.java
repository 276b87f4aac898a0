package dev.leat.core.state;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import java.time.DateTimeException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small JSON values of the state store. What doesn't have the expected form was written by another release. */
final class StateJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private StateJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] write(ObjectNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static <T> T read(String name, byte[] json, Function<JsonNode, T> reader) {
        try {
            return reader.apply(MAPPER.readTree(json));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state value " + name
                            + " has a form that this program does not know; run the release that wrote"
                            + " it, or a later one",
                    e);
        }
    }

    /** The scope as an array of {@code [schema, table]}, or nothing for all tables. */
    static void putScope(ObjectNode node, TableScope scope) {
        if (!scope.all()) {
            ArrayNode tables = node.putArray("tables");
            for (TableId table : new TreeSet<>(scope.tables())) {
                tables.addArray().add(table.schema()).add(table.name());
            }
        }
    }

    static TableScope scope(JsonNode node) {
        JsonNode list = node.get("tables");
        if (list == null) {
            return TableScope.ALL;
        }
        Set<TableId> tables = new TreeSet<>();
        for (JsonNode table : list) {
            tables.add(new TableId(text(table.get(0)), text(table.get(1))));
        }
        return TableScope.of(tables);
    }

    static JsonNode member(JsonNode node, String name) {
        JsonNode member = node.get(name);
        if (member == null) {
            throw new IllegalArgumentException("the member " + name + " is missing");
        }
        return member;
    }

    static String text(@Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            throw new IllegalArgumentException("a text is missing");
        }
        return node.stringValue();
    }
}
