package dev.leat.core.deadletter;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import dev.leat.core.deadletter.StoredChange.StoredColumn;
import dev.leat.core.deadletter.StoredChange.StoredValue;
import dev.leat.core.state.StateJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Letters as the JSON of one state value: {@code {"letters":[...]}}. A value is base64, null, or false for unchanged. */
final class LetterForm {
    private LetterForm() {}

    static byte[] write(List<DeadLetter> letters) {
        ObjectNode json = StateJson.object();
        ArrayNode list = json.putArray("letters");
        letters.forEach(letter -> put(list.addObject(), letter));
        return StateJson.write(json);
    }

    static List<DeadLetter> read(String name, byte[] json) {
        return StateJson.read(name, json, node -> {
            List<DeadLetter> letters = new ArrayList<>();
            for (JsonNode letter : StateJson.member(node, "letters")) {
                letters.add(letter(letter));
            }
            return letters;
        });
    }

    private static void put(ObjectNode node, DeadLetter letter) {
        node.put("id", letter.id())
                .put("sink", letter.sink())
                .put("schema", letter.table().schema())
                .put("table", letter.table().name())
                .put("operation", letter.operation())
                .put("key", letter.key())
                .put("reason", letter.reason())
                .put("epoch", letter.place().epoch())
                .put("attempts", letter.attempts())
                .put("first", letter.first().toString())
                .put("last", letter.last().toString())
                .put("retry", letter.retry())
                .put("json", letter.json());
        StoredChange change = letter.change();
        ObjectNode stored = node.putObject("change");
        stored.put("operation", change.operation().name())
                .put("sequence", change.sequence())
                .put("ordinal", change.ordinal())
                .put("micros", change.micros())
                .put("transaction", change.transaction())
                .put("position", change.position())
                .put("image", change.image().name());
        ArrayNode columns = stored.putArray("columns");
        change.columns().forEach(column -> columns.addArray().add(column.name()).add(column.type()));
        put(stored.putArray("after"), change.after());
        put(stored.putArray("before"), change.before());
    }

    private static void put(ArrayNode list, List<StoredValue> values) {
        for (StoredValue value : values) {
            byte[] bytes = value.bytes();
            if (bytes != null) {
                list.add(Base64.getEncoder().encodeToString(bytes));
            } else if (value.unchanged()) {
                list.add(false);
            } else {
                list.addNull();
            }
        }
    }

    private static DeadLetter letter(JsonNode node) {
        StoredChange change = change(StateJson.member(node, "change"));
        return new DeadLetter(
                StateJson.number(node, "id"),
                StateJson.text(node, "sink"),
                new TableId(StateJson.text(node, "schema"), StateJson.text(node, "table")),
                StateJson.text(node, "operation"),
                StateJson.text(node, "key"),
                StateJson.text(node, "reason"),
                new DeadLetter.Place(StateJson.number(node, "epoch"), change.sequence(), change.ordinal()),
                (int) StateJson.number(node, "attempts"),
                Instant.parse(StateJson.text(node, "first")),
                Instant.parse(StateJson.text(node, "last")),
                StateJson.member(node, "retry").booleanValue(),
                StateJson.text(node, "json"),
                change);
    }

    private static StoredChange change(JsonNode node) {
        List<StoredColumn> columns = new ArrayList<>();
        for (JsonNode column : StateJson.member(node, "columns")) {
            columns.add(
                    new StoredColumn(column.get(0).stringValue(), column.get(1).stringValue()));
        }
        return new StoredChange(
                constant(Operation.values(), StateJson.text(node, "operation")),
                StateJson.number(node, "sequence"),
                (int) StateJson.number(node, "ordinal"),
                StateJson.number(node, "micros"),
                StateJson.text(node, "transaction"),
                StateJson.text(node, "position"),
                constant(BeforeImage.values(), StateJson.text(node, "image")),
                columns,
                values(StateJson.member(node, "after")),
                values(StateJson.member(node, "before")));
    }

    private static List<StoredValue> values(JsonNode list) {
        List<StoredValue> values = new ArrayList<>();
        for (JsonNode value : list) {
            if (value.isString()) {
                values.add(StoredValue.of(Base64.getDecoder().decode(value.stringValue())));
            } else {
                values.add(value.isNull() ? StoredValue.NULL : StoredValue.UNCHANGED);
            }
        }
        return values;
    }

    private static <E extends Enum<E>> E constant(E[] all, String name) {
        return Arrays.stream(all)
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown " + name));
    }
}
