package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.sink.elasticsearch.OpenTable.Targets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the documents that are older than a TRUNCATE, each by a delete with the TRUNCATE's version: one that was written
 * since stays, whenever the delete comes.
 *
 * <p>A delete leaves its version behind only for keys that were there. A write of a process that is dead by now, for a key
 * that was not, may still come later and has nothing to be compared with: the row would be back for ever. So the version of a
 * TRUNCATE is kept in the sink's document, and the next {@value #PASSES} starts look once more for documents older than it.
 */
final class Truncation {
    private static final Logger LOG = LoggerFactory.getLogger(Truncation.class);

    static final int PASSES = 3;
    private static final int PAGE = 2000;
    private static final int MAX_KEPT_BYTES = 1024 * 1024;
    private static final String TRUNCATES = "truncates";
    private static final String SEARCH =
            "{\"size\":" + PAGE + ",\"sort\":[\"_doc\"],\"version\":true,\"_source\":false}";
    private static final String FILTER = "filter_path=_scroll_id,_shards.failed,hits.hits._id,hits.hits._version";

    private final OwnedState state;
    private final Seeding seeding;
    private final Backoff backoff;

    Truncation(OwnedState state, Seeding seeding, Backoff backoff) {
        this.state = state;
        this.seeding = seeding;
        this.backoff = backoff;
    }

    /** Removes everything older than {@code version} and remembers to look again. No other write of the table is under way. */
    void truncate(Channel channel, OpenTable table, TableSchema schema, long version) {
        Targets targets = seeding.find(channel, table);
        if (targets == null) {
            return;
        }
        state.updateTable(channel, table.id(), entry -> {
            JsonArray left = new JsonArray();
            for (JsonElement each : truncates(entry)) {
                if (StateJson.number(each.getAsJsonObject(), "version") > version) {
                    left.add(each);
                }
            }
            JsonObject truncate = new JsonObject();
            truncate.addProperty("version", version);
            truncate.addProperty("passes", PASSES);
            left.add(truncate);
            entry.add(TRUNCATES, left);
        });
        removeOlder(channel, targets, schema, version);
    }

    /** Looks once more for documents that came too late; called at a start, before any writer is open. */
    void repeat(Channel channel, OpenTable table, TableSchema schema) {
        TableId id = table.id();
        JsonArray truncates = truncates(state.table(channel, id));
        if (truncates.isEmpty()) {
            return;
        }
        Targets targets = seeding.find(channel, table);
        for (JsonElement each : truncates) {
            if (targets != null) {
                removeOlder(channel, targets, schema, StateJson.number(each.getAsJsonObject(), "version"));
            }
        }
        state.updateTable(channel, id, entry -> {
            JsonArray left = new JsonArray();
            for (JsonElement each : truncates(entry)) {
                JsonObject truncate = each.getAsJsonObject().deepCopy();
                long passes = StateJson.number(truncate, "passes") - 1;
                truncate.addProperty("passes", passes);
                if (passes > 0) {
                    left.add(truncate);
                }
            }
            entry.add(TRUNCATES, left);
        });
    }

    private void removeOlder(Channel channel, Targets targets, TableSchema schema, long version) {
        for (Generation generation : targets.generations()) {
            long all = 0;
            long removed;
            do {
                refresh(channel, generation);
                removed = pass(channel, generation, schema, version);
                all += removed;
            } while (removed > 0);
            LOG.debug("{}: removed {} documents from {}", schema.table(), all, generation);
        }
    }

    private static void refresh(Channel channel, Generation generation) {
        require(channel.call("POST", "/" + generation.writeAlias() + "/_refresh"), generation, channel);
    }

    private long pass(Channel channel, Generation generation, TableSchema schema, long version) {
        byte[] prefix = Bulk.deletePrefix(generation);
        BulkSender sender = new BulkSender(channel, backoff);
        Bulk bulk = new Bulk();
        long removed = 0;
        JsonObject page = page(
                channel.call("POST", "/" + generation.writeAlias() + "/_search?scroll=2m&" + FILTER, SEARCH),
                generation,
                channel);
        String scroll = scroll(page);
        try {
            while (true) {
                JsonArray hits = hits(page);
                if (hits.isEmpty()) {
                    return removed;
                }
                for (JsonElement hit : hits) {
                    JsonObject document = hit.getAsJsonObject();
                    if (document.get("_version").getAsLong() < version) {
                        bulk.delete(prefix, schema, document.get("_id").getAsString(), 0, version);
                    }
                }
                removed += bulk.count();
                sender.send(bulk, (item, reason) -> {
                    throw new CdcException(
                            ErrorKind.SETUP,
                            "a TRUNCATE of " + schema.table() + " can't remove a document from " + generation + ": "
                                    + reason);
                });
                bulk.clear(MAX_KEPT_BYTES);
                page = page(
                        channel.call(
                                "POST",
                                "/_search/scroll?" + FILTER,
                                "{\"scroll\":\"2m\",\"scroll_id\":\"" + scroll + "\"}"),
                        generation,
                        channel);
                scroll = scroll(page);
            }
        } finally {
            end(channel, scroll);
        }
    }

    /** An open scroll ends by itself after two minutes, so a failure to end it is nobody's concern. */
    private static void end(Channel channel, String scroll) {
        try {
            channel.call("DELETE", "/_search/scroll", "{\"scroll_id\":\"" + scroll + "\"}");
        } catch (CdcException e) {
            LOG.debug("a scroll was left open", e);
        }
    }

    private static JsonObject page(Answer answer, Generation generation, Channel channel) {
        JsonObject page = require(answer, generation, channel).json();
        JsonObject shards = page.getAsJsonObject("_shards");
        if (shards != null && shards.has("failed") && shards.get("failed").getAsInt() > 0) {
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    "some shards of " + generation + " at " + channel.endpoint() + " don't answer");
        }
        return page;
    }

    private static Answer require(Answer answer, Generation generation, Channel channel) {
        if (answer.status() == 404 && answer.errorType().equals(Refusals.NO_INDEX)) {
            throw Refusals.lost("the index " + generation, channel.endpoint());
        }
        if (answer.status() == 404) { // the next try searches anew
            throw new CdcException(
                    ErrorKind.CONNECTION, "a scroll over " + generation + " at " + channel.endpoint() + " is gone");
        }
        if (!answer.isOk()) {
            throw Refusals.of(answer, "searching " + generation, channel.endpoint());
        }
        return answer;
    }

    private static String scroll(JsonObject page) {
        return StateJson.text(page, "_scroll_id");
    }

    private static JsonArray hits(JsonObject page) {
        JsonObject hits = page.getAsJsonObject("hits");
        JsonArray found = hits == null ? null : hits.getAsJsonArray("hits");
        return found == null ? new JsonArray() : found;
    }

    private static JsonArray truncates(JsonObject entry) {
        JsonArray truncates = entry.getAsJsonArray(TRUNCATES);
        return truncates == null ? new JsonArray() : truncates;
    }
}
