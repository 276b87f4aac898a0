package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import java.util.HashSet;
import java.util.Set;

/** Marks as JSON in the target. */
final class StoredMarks {
    private StoredMarks() {}

    static JsonObject encode(Marks marks) {
        JsonObject object = StateJson.begin();
        object.addProperty("branch", marks.branch());
        object.addProperty("epoch", marks.epoch());
        object.addProperty("system", marks.source().system());
        object.addProperty("history", marks.source().history());
        object.add("sequence", StateJson.unsigned(marks.watermark().sequence()));
        object.addProperty("position", marks.watermark().text());
        object.addProperty("fingerprint", Long.toHexString(marks.fingerprint()));
        JsonArray tables = new JsonArray();
        marks.tables().stream().sorted().forEach(table -> {
            JsonArray name = new JsonArray();
            name.add(table.schema());
            name.add(table.name());
            tables.add(name);
        });
        object.add("tables", tables);
        return object;
    }

    static Marks decode(JsonObject object, String what) {
        StateJson.require(object, what);
        return StateJson.reading(what, () -> {
            Set<TableId> tables = new HashSet<>();
            for (JsonElement name : object.getAsJsonArray("tables")) {
                JsonArray parts = name.getAsJsonArray();
                tables.add(new TableId(parts.get(0).getAsString(), parts.get(1).getAsString()));
            }
            return new Marks(
                    (int) StateJson.number(object, "branch"),
                    StateJson.number(object, "epoch"),
                    new SourceIdentity(StateJson.text(object, "system"), StateJson.text(object, "history")),
                    new Position(StateJson.unsigned(object, "sequence"), StateJson.text(object, "position")),
                    tables,
                    Long.parseUnsignedLong(StateJson.text(object, "fingerprint"), 16));
        });
    }

    /** Whether {@code stored} is as far as {@code known}, which this process has seen there. */
    static boolean isAtLeast(Marks stored, Marks known) {
        return stored.epoch() > known.epoch()
                || (stored.epoch() == known.epoch() && stored.watermark().isAtOrAfter(known.watermark()));
    }
}
