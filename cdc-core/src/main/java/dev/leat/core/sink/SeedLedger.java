package dev.leat.core.sink;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.state.StateStore;
import dev.leat.core.state.StateJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a sink without a server knows about its target, in three values of the pipeline's state. Single-threaded. */
final class SeedLedger {
    private final StateStore state;
    private final String seedsName;
    private final String marksName;
    private final String termName;
    private @Nullable Map<TableId, Entry> entries;

    /**
     * The last seeding of a table.
     *
     * @param generation from 1
     * @param progress as it was saved
     * @param source where all rows came from; null while they are not all there
     */
    private record Entry(
            int generation, String progress, @Nullable SourceIdentity source) {}

    SeedLedger(StateStore state, String sink) {
        this.state = state;
        this.seedsName = sink + "-seeds";
        this.marksName = sink + "-marks";
        this.termName = sink + "-term";
    }

    long raiseTerm() {
        long term = 1
                + state.read(termName)
                        .map(json -> StateJson.read(termName, json, node -> StateJson.number(node, "term")))
                        .orElse(0L);
        state.write(termName, StateJson.write(StateJson.object().put("term", term)));
        return term;
    }

    SeedState seedState(TableId table) {
        Entry entry = entries().get(table);
        if (entry == null) {
            return new SeedState.Unseeded();
        }
        SourceIdentity source = entry.source();
        return source == null
                ? new SeedState.Partial(entry.generation(), entry.progress())
                : new SeedState.Seeded(entry.generation(), source);
    }

    int begin(TableId table, boolean anew) {
        Entry entry = entries().get(table);
        if (entry != null && entry.source() == null && !anew) {
            return entry.generation();
        }
        int generation = entry == null ? 1 : entry.generation() + 1;
        put(table, new Entry(generation, "", null));
        return generation;
    }

    void saveProgress(TableId table, int generation, String progress) {
        Entry entry = current(table, generation);
        if (entry.source() != null) {
            throw stale(table, generation, "which is complete");
        }
        put(table, new Entry(generation, progress, null));
    }

    void complete(TableId table, int generation, SourceIdentity source) {
        put(table, new Entry(generation, current(table, generation).progress(), source));
    }

    Optional<Marks> marks() {
        return state.read(marksName).map(json -> StateJson.read(marksName, json, SeedLedger::marks));
    }

    void storeMarks(Marks marks) {
        ObjectNode json = StateJson.object()
                .put("branch", marks.branch())
                .put("epoch", marks.epoch())
                .put("system", marks.source().system())
                .put("history", marks.source().history())
                .put("sequence", marks.watermark().sequence())
                .put("position", marks.watermark().text())
                .put("fingerprint", marks.fingerprint());
        StateJson.putTables(json, marks.tables());
        state.write(marksName, StateJson.write(json));
    }

    private static Marks marks(JsonNode json) {
        return new Marks(
                (int) StateJson.number(json, "branch"),
                StateJson.number(json, "epoch"),
                new SourceIdentity(StateJson.text(json, "system"), StateJson.text(json, "history")),
                new Position(StateJson.number(json, "sequence"), StateJson.text(json, "position")),
                StateJson.tables(json),
                StateJson.number(json, "fingerprint"));
    }

    private Entry current(TableId table, int generation) {
        Entry entry = entries().get(table);
        if (entry == null || entry.generation() != generation) {
            throw stale(table, generation, "and the current one is " + (entry == null ? 0 : entry.generation()));
        }
        return entry;
    }

    private static CdcException stale(TableId table, int generation, String why) {
        return new CdcException(
                ErrorKind.INTERNAL,
                "a save for generation " + generation + " of " + table + ", " + why + "; please report this");
    }

    private Map<TableId, Entry> entries() {
        Map<TableId, Entry> known = entries;
        if (known == null) {
            known = state.read(seedsName)
                    .map(json -> StateJson.read(seedsName, json, SeedLedger::entries))
                    .orElseGet(TreeMap::new);
            entries = known;
        }
        return known;
    }

    private void put(TableId table, Entry entry) {
        Map<TableId, Entry> changed = new TreeMap<>(entries());
        changed.put(table, entry);
        state.write(seedsName, StateJson.write(json(changed)));
        entries = changed;
    }

    private static ObjectNode json(Map<TableId, Entry> entries) {
        ObjectNode json = StateJson.object();
        ArrayNode list = json.putArray("seeds");
        entries.forEach((table, entry) -> {
            ObjectNode node = list.addObject()
                    .put("schema", table.schema())
                    .put("table", table.name())
                    .put("generation", entry.generation())
                    .put("progress", entry.progress());
            SourceIdentity source = entry.source();
            if (source != null) {
                node.put("system", source.system()).put("history", source.history());
            }
        });
        return json;
    }

    private static Map<TableId, Entry> entries(JsonNode json) {
        Map<TableId, Entry> entries = new TreeMap<>();
        for (JsonNode node : StateJson.member(json, "seeds")) {
            SourceIdentity source = node.has("system")
                    ? new SourceIdentity(StateJson.text(node, "system"), StateJson.text(node, "history"))
                    : null;
            entries.put(
                    new TableId(StateJson.text(node, "schema"), StateJson.text(node, "table")),
                    new Entry((int) StateJson.number(node, "generation"), StateJson.text(node, "progress"), source));
        }
        return entries;
    }
}
