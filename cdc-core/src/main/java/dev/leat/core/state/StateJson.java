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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Small JSON values of a state store. What doesn't have the expected form was written by another release. */
public final class StateJson {
    private StateJson() {}

    /** A new object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object as bytes to be stored. */
    public static byte[] write(ObjectNode node) {
        return JsonTree.write(node);
    }

    /**
     * What {@code reader} makes of a stored object.
     *
     * @param name the value's name, for the message
     * @throws CdcException SETUP when {@code reader} throws an IllegalArgumentException, as the methods here do
     */
    public static <T> T read(String name, byte[] json, Function<JsonNode, T> reader) {
        try {
            return reader.apply(JsonTree.read(json));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state value " + name
                            + " has a form that this program does not know; run the release that wrote"
                            + " it, or a later one",
                    e);
        }
    }

    /** Puts a scope into {@code node}: its tables, or nothing for all of them. */
    static void putScope(ObjectNode node, TableScope scope) {
        if (!scope.all()) {
            putTables(node, scope.tables());
        }
    }

    static TableScope scope(JsonNode node) {
        return node.has("tables") ? TableScope.of(tables(node)) : TableScope.ALL;
    }

    /** Puts {@code tables} into {@code node}, each as {@code [schema, name]}. */
    public static void putTables(ObjectNode node, Set<TableId> tables) {
        ArrayNode list = node.putArray("tables");
        for (TableId table : new TreeSet<>(tables)) {
            list.addArray().add(table.schema()).add(table.name());
        }
    }

    /** The tables that {@link #putTables} put. */
    public static Set<TableId> tables(JsonNode node) {
        Set<TableId> tables = new TreeSet<>();
        for (JsonNode table : member(node, "tables")) {
            tables.add(new TableId(text(table.get(0)), text(table.get(1))));
        }
        return tables;
    }

    /** A member that must be there. */
    public static JsonNode member(JsonNode node, String name) {
        JsonNode member = node.get(name);
        if (member == null) {
            throw new IllegalArgumentException("the member " + name + " is missing");
        }
        return member;
    }

    /** A member that must be a text. */
    public static String text(JsonNode node, String name) {
        return text(node.get(name));
    }

    /** A member that must be a whole number. */
    public static long number(JsonNode node, String name) {
        JsonNode member = member(node, name);
        if (!member.canConvertToLong() || !member.isIntegralNumber()) {
            throw new IllegalArgumentException("the member " + name + " is no whole number");
        }
        return member.longValue();
    }

    private static String text(@Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            throw new IllegalArgumentException("a text is missing");
        }
        return node.stringValue();
    }
}
