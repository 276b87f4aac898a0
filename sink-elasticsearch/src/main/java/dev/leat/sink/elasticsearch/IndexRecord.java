package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an index says of itself, in its mapping's {@code _meta.leat}.
 *
 * @param keys the key's columns, which the ids are made of
 * @param state how complete it is
 * @param source where all rows came from; null while they are not all there
 * @param refresh the refresh interval before the seeding, restored after it; null for the default
 */
record IndexRecord(
        String pipeline,
        String sink,
        TableId table,
        List<String> keys,
        State state,
        @Nullable SourceIdentity source,
        @Nullable String refresh) {
    private static final String WHAT = "_meta.leat of an index";

    /** How complete an index is. */
    enum State {
        /** It has what was changed since it was made; its table was never seeded. */
        LIVE,
        /** It is being seeded. */
        PARTIAL,
        /** All rows are there. */
        SEEDED
    }

    /** Copies the list. */
    IndexRecord {
        keys = List.copyOf(keys);
    }

    IndexRecord seeded(SourceIdentity from) {
        return new IndexRecord(pipeline, sink, table, keys, State.SEEDED, from, null);
    }

    IndexRecord withRefresh(@Nullable String interval) {
        return new IndexRecord(pipeline, sink, table, keys, state, source, interval);
    }

    boolean isOf(String otherPipeline, String otherSink, TableId otherTable) {
        return pipeline.equals(otherPipeline) && sink.equals(otherSink) && table.equals(otherTable);
    }

    /** The mapping's {@code _meta}. */
    JsonObject encode() {
        JsonObject object = StateJson.begin();
        object.addProperty("pipeline", pipeline);
        object.addProperty("sink", sink);
        object.addProperty("schema", table.schema());
        object.addProperty("table", table.name());
        JsonArray names = new JsonArray();
        keys.forEach(names::add);
        object.add("keys", names);
        object.addProperty("state", state.name());
        if (source != null) {
            object.addProperty("system", source.system());
            object.addProperty("history", source.history());
        }
        if (refresh != null) {
            object.addProperty("refresh", refresh);
        }
        JsonObject meta = new JsonObject();
        meta.add("leat", object);
        return meta;
    }

    /**
     * Reads the member {@code leat}.
     *
     * @throws dev.leat.api.CdcException SETUP when it is damaged or of another format
     */
    static IndexRecord decode(JsonObject object) {
        StateJson.require(object, WHAT);
        return StateJson.reading(WHAT, () -> {
            List<String> keys = new ArrayList<>();
            for (JsonElement key : object.getAsJsonArray("keys")) {
                keys.add(key.getAsString());
            }
            State state = State.valueOf(StateJson.text(object, "state"));
            SourceIdentity source = state == State.SEEDED
                    ? new SourceIdentity(StateJson.text(object, "system"), StateJson.text(object, "history"))
                    : null;
            return new IndexRecord(
                    StateJson.text(object, "pipeline"),
                    StateJson.text(object, "sink"),
                    new TableId(StateJson.text(object, "schema"), StateJson.text(object, "table")),
                    keys,
                    state,
                    source,
                    object.has("refresh") ? StateJson.text(object, "refresh") : null);
        });
    }
}
