package dev.leat.sink.elasticsearch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import dev.leat.sink.elasticsearch.FoundTable.FoundIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at, makes and changes the indices of tables. Stateless. */
final class Indices {
    /**
     * How long an index remembers the version of a deleted document. It must outlast every write that may still come of a
     * connection or process that is dead: the kernel gives up unacknowledged data after about 15 minutes; this is twice that.
     * The default of 60 s would let a late write of an older version bring a deleted row back.
     */
    static final String GC_DELETES = "30m";

    private static final String READ = "?ignore_unavailable=true&allow_no_indices=true&expand_wildcards=all"
            + "&filter_path=*.aliases,*.mappings._meta.leat,*.mappings.properties.*.type,"
            + "*.settings.index.uuid";
    private static final int DEFAULT_FIELD_LIMIT = 1000;

    private final String pipeline;
    private final String sink;

    Indices(String pipeline, String sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /**
     * What there is of a table.
     *
     * @throws CdcException SETUP when an index has the alias's name, or the alias belongs to somebody else
     */
    FoundTable read(Channel channel, OpenTable table) {
        String alias = table.alias();
        Answer answer = channel.call("GET", "/" + Names.path(alias) + "," + Names.path(alias) + "-*" + READ);
        if (answer.status() == 404) {
            return new FoundTable(null, List.of());
        }
        require(answer, "reading the index " + alias, channel);
        List<FoundIndex> all = new ArrayList<>();
        FoundIndex aliased = null;
        for (Map.Entry<String, JsonElement> entry : answer.json().entrySet()) {
            String index = entry.getKey();
            JsonObject json = entry.getValue().getAsJsonObject();
            if (index.equals(alias)) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "at " + channel.endpoint() + " " + alias + " is an index, and the rows of " + table.id()
                                + " need an alias of that name: DELETE /" + alias + ", or change the option index");
            }
            JsonObject aliases = member(json, "aliases");
            boolean isAliased = aliases.has(alias);
            FoundIndex found = found(index, json, aliases, table);
            if (found != null) {
                all.add(found);
            }
            if (isAliased) {
                if (found == null) {
                    throw new CdcException(
                            ErrorKind.SETUP,
                            "at " + channel.endpoint() + " the alias " + alias + " belongs to the index " + index
                                    + ", which is not that of " + table.id() + " in pipeline " + pipeline + ", sink "
                                    + sink + ": remove the alias, or change the option index");
                }
                if (aliased != null) {
                    throw new CdcException(
                            ErrorKind.SETUP,
                            "at " + channel.endpoint() + " the alias " + alias + " points to several indices: leave it"
                                    + " at one of them");
                }
                aliased = found;
            }
        }
        all.sort(Comparator.comparingInt(index -> index.generation().number()));
        return new FoundTable(aliased, all);
    }

    /** What an index, as it was read, says of itself; empty when it is not of this sink. */
    Optional<IndexRecord> recordIn(JsonObject json) {
        JsonObject record = member(member(member(json, "mappings"), "_meta"), "leat");
        if (record.size() == 0) {
            return Optional.empty();
        }
        IndexRecord decoded = IndexRecord.decode(record);
        return decoded.pipeline().equals(pipeline) && decoded.sink().equals(sink)
                ? Optional.of(decoded)
                : Optional.empty();
    }

    private @Nullable FoundIndex found(String index, JsonObject json, JsonObject aliases, OpenTable table) {
        IndexRecord decoded = recordIn(json).orElse(null);
        if (decoded == null || !decoded.table().equals(table.id()) || !Generation.isOf(table.alias(), index)) {
            return null;
        }
        Set<String> fields =
                new HashSet<>(member(member(json, "mappings"), "properties").keySet());
        JsonElement uuid = member(member(json, "settings"), "index").get("uuid");
        Generation generation = new Generation(
                index, Generation.number(table.alias(), index), uuid == null ? "" : uuid.getAsString(), fields);
        return new FoundIndex(generation, decoded, aliases.has(generation.writeAlias()));
    }

    /**
     * Makes an index.
     *
     * @param isVisible whether readers are to see it at once
     */
    void create(
            Channel channel,
            OpenTable table,
            TableSchema schema,
            int number,
            IndexRecord.State state,
            boolean isVisible) {
        String index = Generation.index(table.alias(), number);
        JsonObject settings = new JsonObject();
        settings.addProperty("index.gc_deletes", GC_DELETES);
        // a text column has two
        int fields = 2 * schema.columnCount();
        if (fields > DEFAULT_FIELD_LIMIT) {
            settings.addProperty("index.mapping.total_fields.limit", fields + DEFAULT_FIELD_LIMIT);
        }
        JsonObject mappings = new JsonObject();
        mappings.addProperty("dynamic", false);
        mappings.add("_meta", new IndexRecord(pipeline, sink, table.id(), table.keys(), state, null, null).encode());
        mappings.add("properties", properties(schema, Set.of()));
        JsonObject aliases = new JsonObject();
        aliases.add(Generation.writeAlias(index), new JsonObject());
        if (isVisible) {
            aliases.add(table.alias(), new JsonObject());
        }
        JsonObject body = new JsonObject();
        body.add("settings", settings);
        body.add("mappings", mappings);
        body.add("aliases", aliases);
        require(
                channel.call("PUT", "/" + Names.path(index), body.toString()),
                "creating the index " + index + " for " + table.id(),
                channel);
    }

    /** Adds the fields of columns that the mapping does not have yet. A field keeps its type until the next generation. */
    void addFields(Channel channel, Generation generation, TableSchema schema) {
        JsonObject properties = properties(schema, generation.fields());
        if (properties.size() == 0) {
            return;
        }
        JsonObject body = new JsonObject();
        body.add("properties", properties);
        Answer answer = channel.call("PUT", "/" + generation.writeAlias() + "/_mapping", body.toString());
        if (answer.status() == 404) {
            throw Refusals.lost("the index " + generation, channel.endpoint());
        }
        require(answer, "adding fields to the index " + generation, channel);
        generation.fields().addAll(properties.keySet());
    }

    /** Whether the fields that an index has are of the types that these columns need. */
    boolean takes(Channel channel, Generation generation, TableSchema schema) {
        Answer answer = channel.call(
                "GET", "/" + Names.path(generation.index()) + "/_mapping?filter_path=*.mappings.properties.*.type");
        requireThere(answer, "reading the fields of " + generation, generation, channel);
        JsonObject fields = member(member(member(answer.json(), generation.index()), "mappings"), "properties");
        for (Column column : schema.columns()) {
            JsonElement type = member(fields, column.name()).get("type");
            if (type != null && !type.equals(FieldMapping.of(column).get("type"))) {
                return false;
            }
        }
        return true;
    }

    /** Replaces what an index says of itself. */
    void store(Channel channel, Generation generation, IndexRecord record) {
        JsonObject body = new JsonObject();
        body.add("_meta", record.encode());
        requireThere(
                channel.call("PUT", "/" + Names.path(generation.index()) + "/_mapping", body.toString()),
                "writing the seed state of " + generation,
                generation,
                channel);
    }

    /** The refresh interval that templates or the operator gave; null for the server's default. */
    @Nullable
    String refreshInterval(Channel channel, Generation generation) {
        Answer answer = channel.call(
                "GET",
                "/" + Names.path(generation.index())
                        + "/_settings?filter_path=*.settings.index.refresh_interval&flat_settings=false");
        requireThere(answer, "reading the settings of " + generation, generation, channel);
        JsonObject settings = member(member(member(answer.json(), generation.index()), "settings"), "index");
        JsonElement interval = settings.get("refresh_interval");
        return interval == null ? null : interval.getAsString();
    }

    /**
     * Sets the refresh interval.
     *
     * @param interval {@code -1} for never, null for the server's default
     */
    void refreshEvery(Channel channel, Generation generation, @Nullable String interval) {
        JsonObject body = new JsonObject();
        body.addProperty("index.refresh_interval", interval);
        requireThere(
                channel.call("PUT", "/" + Names.path(generation.index()) + "/_settings", Names.withNulls(body)),
                "changing the refresh interval of " + generation,
                generation,
                channel);
    }

    /** Makes every write so far visible to searches. */
    void refresh(Channel channel, Generation generation) {
        requireThere(
                channel.call("POST", "/" + generation.writeAlias() + "/_refresh"),
                "refreshing " + generation,
                generation,
                channel);
    }

    /** In one step: readers see {@code now} and no longer {@code before}, if there is one. */
    void swap(Channel channel, OpenTable table, Generation now, @Nullable Generation before) {
        JsonArray actions = new JsonArray();
        JsonObject add = new JsonObject();
        add.addProperty("index", now.index());
        add.addProperty("alias", table.alias());
        actions.add(action("add", add));
        if (before != null) {
            JsonObject remove = new JsonObject();
            remove.addProperty("index", before.index());
            remove.addProperty("alias", table.alias());
            actions.add(action("remove", remove));
        }
        requireThere(aliases(channel, actions), "moving the alias " + table.alias() + " to " + now, now, channel);
    }

    /** Gives an index the alias that it is written through. */
    void makeWritable(Channel channel, Generation generation) {
        JsonArray actions = new JsonArray();
        JsonObject add = new JsonObject();
        add.addProperty("index", generation.index());
        add.addProperty("alias", generation.writeAlias());
        actions.add(action("add", add));
        requireThere(aliases(channel, actions), "adding an alias to " + generation, generation, channel);
    }

    /** Removes an index; one that is not there is removed. */
    void remove(Channel channel, Generation generation) {
        remove(channel, generation.index());
    }

    /** Removes an index; one that is not there is removed. */
    void remove(Channel channel, String index) {
        Answer answer = channel.call("DELETE", "/" + Names.path(index));
        if (answer.status() != 404) {
            require(answer, "removing the index " + index, channel);
        }
    }

    /** Leaves an index to its readers: its table counts as unseeded, and nothing is written to it by itself. */
    void forgetSeeding(Channel channel, String index, IndexRecord record) {
        JsonObject body = new JsonObject();
        body.add("_meta", record.unseeded().encode());
        Answer stored = channel.call("PUT", "/" + Names.path(index) + "/_mapping", body.toString());
        if (stored.status() == 404) {
            return;
        }
        require(stored, "writing the seed state of " + index, channel);
        Answer removed = channel.call("DELETE", "/" + Names.path(index) + "/_alias/" + Generation.writeAlias(index));
        if (removed.status() != 404) {
            require(removed, "removing an alias of " + index, channel);
        }
    }

    private static Answer aliases(Channel channel, JsonArray actions) {
        JsonObject body = new JsonObject();
        body.add("actions", actions);
        return channel.call("POST", "/_aliases", body.toString());
    }

    private static JsonObject action(String name, JsonObject what) {
        JsonObject action = new JsonObject();
        action.add(name, what);
        return action;
    }

    static JsonObject properties(TableSchema schema, Set<String> known) {
        JsonObject properties = new JsonObject();
        for (Column column : schema.columns()) {
            if (!known.contains(column.name())) {
                properties.add(column.name(), FieldMapping.of(column));
            }
        }
        return properties;
    }

    private static JsonObject member(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && member.isJsonObject() ? member.getAsJsonObject() : new JsonObject();
    }

    private static void requireThere(Answer answer, String what, Generation generation, Channel channel) {
        if (answer.status() == 404) {
            throw Refusals.lost("the index " + generation, channel.endpoint());
        }
        require(answer, what, channel);
    }

    private static void require(Answer answer, String what, Channel channel) {
        if (!answer.isOk()) {
            throw Refusals.of(answer, what, channel.endpoint());
        }
    }
}
