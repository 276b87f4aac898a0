package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The index {@code leat}: one document per pipeline and sink, replaced only as it was read, so that two processes never write
 * over each other.
 */
final class StateIndex {
    static final String NAME = "leat";

    private static final String SETTINGS = "{\"settings\":{\"number_of_shards\":1,\"auto_expand_replicas\":\"0-1\"},"
            + "\"mappings\":{\"dynamic\":false}}";

    private final String id;
    private final String name;
    private final Backoff backoff;

    StateIndex(String pipeline, String sink, Backoff backoff) {
        this.backoff = backoff;
        this.name = pipeline + "/" + sink;
        this.id = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The document as it was read.
     *
     * @param sequence which write of the shard it was, for the next one's condition
     * @param term the shard's, not the sink's
     */
    record Stored(long sequence, long term, JsonObject document) {}

    /** Creates the index unless it is there. */
    void create(Channel channel) {
        Answer answer = channel.call("PUT", "/" + NAME, SETTINGS);
        if (!answer.isOk() && !answer.errorType().equals("resource_already_exists_exception")) {
            throw Refusals.of(answer, "creating the index " + NAME, channel.endpoint());
        }
    }

    /** The document, or null when it or the index is not there. */
    @Nullable
    Stored read(Channel channel) {
        Answer answer = channel.call("GET", "/" + NAME + "/_doc/" + id);
        if (answer.status() == 404
                && (answer.errorType().isEmpty() || answer.errorType().equals(Refusals.NO_INDEX))) {
            return null;
        }
        if (!answer.isOk()) {
            throw Refusals.of(answer, "reading " + this, channel.endpoint());
        }
        JsonObject json = answer.json();
        JsonElement source = json.get("_source");
        if (source == null) {
            throw new CdcException(
                    ErrorKind.SETUP, this + " has no _source: delete the index and run again to seed anew");
        }
        return new Stored(
                StateJson.number(json, "_seq_no"),
                StateJson.number(json, "_primary_term"),
                StateJson.require(source.getAsJsonObject(), toString()));
    }

    /**
     * Replaces the document if it is still as it was read.
     *
     * @param before null: only if there is none
     * @return what is there now; null when it was not as it was read
     */
    @Nullable
    Stored replace(Channel channel, @Nullable Stored before, JsonObject document) {
        String path = "/" + NAME
                + (before == null
                        ? "/_create/" + id
                        : "/_doc/" + id + "?if_seq_no=" + before.sequence() + "&if_primary_term=" + before.term());
        Answer answer = channel.call("PUT", path, document.toString());
        for (int i = 1; Refusals.isBusy(answer.status(), answer.errorType()) && i < Backoff.MAX_TRIES; i++) {
            channel.pause(backoff.pause(i, answer.retryAfter()));
            answer = channel.call("PUT", path, document.toString());
        }
        if (answer.status() == 409) { // also when a try that was answered as busy was written all the same
            return null;
        }
        if (!answer.isOk()) {
            throw Refusals.of(answer, "writing " + this, channel.endpoint());
        }
        JsonObject json = answer.json();
        return new Stored(StateJson.number(json, "_seq_no"), StateJson.number(json, "_primary_term"), document);
    }

    /** Removes the document; one that is not there is removed. */
    void remove(Channel channel) {
        Answer answer = channel.call("DELETE", path());
        if (!answer.isOk() && answer.status() != 404) {
            throw Refusals.of(answer, "removing " + this, channel.endpoint());
        }
    }

    /** Where the document is. */
    String path() {
        return "/" + NAME + "/_doc/" + id;
    }

    @Override
    public String toString() {
        return "the document " + name + " of the index " + NAME;
    }
}
