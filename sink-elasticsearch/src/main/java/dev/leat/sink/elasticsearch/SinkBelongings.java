package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the sink keeps beside the rows: its document in the index {@code leat}, half-filled generations that no reader sees, and
 * in the others the aliases that it writes through and the statement that they are seeded. The order is that of removal: a
 * table is unseeded before the document goes.
 */
final class SinkBelongings {
    private static final String READ = "?expand_wildcards=all&filter_path=*.aliases,*.mappings._meta.leat";

    private final Channel channel;
    private final StateIndex state;
    private final Indices indices;

    SinkBelongings(Channel channel, StateIndex state, Indices indices) {
        this.channel = channel;
        this.state = state;
        this.indices = indices;
    }

    List<Belonging> find() {
        List<Belonging> found = new ArrayList<>();
        Answer answer = channel.call("GET", "/_all" + READ);
        if (answer.status() == 403) { // OpenSearch shows all of what is asked for or nothing
            String aliases = Generation.writeAlias("*");
            answer = channel.call("GET", "/" + aliases + READ);
            if (answer.status() == 403) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "looking for the pipeline's indices at " + channel.endpoint()
                                + " failed with 403: other users have indices with such aliases, too; grant indices:admin/get on "
                                + aliases + " to " + channel.endpoint().credentials() + " until the teardown is over");
            }
        }
        if (!answer.isOk()) {
            throw Refusals.of(answer, "looking for indices", channel.endpoint());
        }
        for (Map.Entry<String, JsonElement> entry : answer.json().entrySet()) {
            JsonObject json = entry.getValue().getAsJsonObject();
            indices.recordIn(json)
                    .filter(record -> !isLeft(entry.getKey(), json, record))
                    .ifPresent(record -> found.add(belonging(entry.getKey(), json, record)));
        }
        if (state.read(channel) != null) {
            found.add(new Belonging(state.toString(), "DELETE " + state.path(), () -> state.remove(channel)));
        }
        return found;
    }

    /** Whether an index was left to its readers by an earlier removal. */
    private static boolean isLeft(String index, JsonObject json, IndexRecord record) {
        return record.state() == IndexRecord.State.LIVE
                && json.has("aliases")
                && !json.getAsJsonObject("aliases").has(Generation.writeAlias(index));
    }

    private Belonging belonging(String index, JsonObject json, IndexRecord record) {
        JsonElement aliases = json.get("aliases");
        String writeAlias = Generation.writeAlias(index);
        boolean isSeen = aliases != null
                && aliases.getAsJsonObject().keySet().stream().anyMatch(alias -> !alias.equals(writeAlias));
        return isSeen
                ? new Belonging(
                        "seed state of " + record.table() + " in the index " + index + ", and its alias " + writeAlias,
                        "DELETE /" + index + "/_alias/" + writeAlias + "; PUT /" + index + "/_mapping {\"_meta\":{}}",
                        () -> indices.forgetSeeding(channel, index, record))
                : new Belonging(
                        "index " + index + " of " + record.table() + ", which no reader sees",
                        "DELETE /" + index,
                        () -> indices.remove(channel, index));
    }
}
