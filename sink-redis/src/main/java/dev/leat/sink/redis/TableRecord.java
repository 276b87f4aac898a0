package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.leat.api.capture.SourceIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What the target says about the seeding of one table.
 *
 * @param generation which seeding
 * @param stamped whether the keys of this generation are kept in a set, because rows were there before it
 * @param keys how the rows are named; rows under other names are not these
 * @param progress what was saved last, empty when nothing was
 * @param source where all rows came from; null while they are not all there
 */
record TableRecord(
        int generation,
        boolean stamped,
        String keys,
        String progress,
        @Nullable SourceIdentity source) {
    private static final String WHAT = "seed state";

    boolean isSeeded() {
        return source != null;
    }

    TableRecord withProgress(String newProgress) {
        return new TableRecord(generation, stamped, keys, newProgress, source);
    }

    TableRecord seeded(SourceIdentity from) {
        return new TableRecord(generation, false, keys, "", from);
    }

    byte[] encode() {
        JsonObject object = StateJson.begin();
        object.addProperty("state", source == null ? "partial" : "seeded");
        object.addProperty("generation", generation);
        object.addProperty("keys", keys);
        if (source == null) {
            object.addProperty("stamped", stamped);
            object.addProperty("progress", progress);
        } else {
            object.addProperty("system", source.system());
            object.addProperty("history", source.history());
        }
        return object.toString().getBytes(UTF_8);
    }

    static TableRecord decode(byte[] json) {
        JsonObject object = StateJson.parse(json, WHAT);
        return StateJson.reading(WHAT, () -> {
            int generation = Math.toIntExact(StateJson.number(object, "generation"));
            String keys = StateJson.text(object, "keys");
            return switch (StateJson.text(object, "state")) {
                case "partial" ->
                    new TableRecord(
                            generation,
                            StateJson.text(object, "stamped").equals("true"),
                            keys,
                            StateJson.text(object, "progress"),
                            null);
                case "seeded" ->
                    new TableRecord(
                            generation,
                            false,
                            keys,
                            "",
                            new SourceIdentity(StateJson.text(object, "system"), StateJson.text(object, "history")));
                default -> throw new IllegalStateException("another state");
            };
        });
    }
}
