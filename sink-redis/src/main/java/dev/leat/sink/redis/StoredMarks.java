package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The marks as JSON in the target, and the places that this process knows to be there: a target that has less went back to
 * an older state. Thread-safe.
 */
final class StoredMarks {
    private final Map<Integer, Place> places = new ConcurrentHashMap<>();

    /**
     * How far a branch is.
     *
     * @param epoch which history
     * @param sequence the watermark's, unsigned
     */
    record Place(long epoch, long sequence) {
        /** Whether what the target has is this place or behind it. */
        boolean isAtMost(@Nullable Object stored) {
            if (!(stored instanceof byte[] json)) {
                return false;
            }
            JsonObject object = StateJson.parse(json, "marks");
            long storedEpoch = StateJson.number(object, "epoch");
            long storedSequence = StateJson.unsigned(object, "sequence");
            return storedEpoch > epoch || (storedEpoch == epoch && Long.compareUnsigned(storedSequence, sequence) >= 0);
        }
    }

    /** Notes marks that the target has. */
    void note(Marks marks) {
        places.put(marks.branch(), new Place(marks.epoch(), marks.watermark().sequence()));
    }

    /** Whether marks of this branch are known to be in the target. */
    boolean knows(int branch) {
        return places.containsKey(branch);
    }

    /** The branches whose marks are known to be in the target. */
    List<Integer> branches() {
        return places.keySet().stream().sorted().toList();
    }

    /** The known places of these branches. */
    List<Place> places(List<Integer> branches) {
        return branches.stream()
                .map(branch -> places.getOrDefault(branch, new Place(0, 0)))
                .toList();
    }

    static byte[] encode(Marks marks) {
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
        return object.toString().getBytes(UTF_8);
    }

    static Marks decode(byte[] json) {
        JsonObject object = StateJson.parse(json, "marks");
        return StateJson.reading("marks", () -> {
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
}
