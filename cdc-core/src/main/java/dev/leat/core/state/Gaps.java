package dev.leat.core.state;

import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The gaps of a pipeline: they stay, over restarts too, until a reseed of their tables clears them. Thread-safe. */
public final class Gaps {
    private static final String NAME = "gaps";

    private final StateStore state;

    /** The gaps in this store, which the caller owns. */
    public Gaps(StateStore state) {
        this.state = state;
    }

    /** The gaps that are open, oldest first. */
    public List<GapRecord> open() {
        return state.read(NAME)
                .map(json -> StateJson.read(NAME, json, Gaps::gaps))
                .orElse(List.of());
    }

    /** Adds a gap, unless one of the same tables and range is open; durable when it returns. */
    public synchronized void add(GapRecord gap) {
        List<GapRecord> gaps = new ArrayList<>(open());
        boolean isKnown = gaps.stream()
                .anyMatch(known ->
                        known.tables().equals(gap.tables()) && known.range().equals(gap.range()));
        if (!isKnown) {
            gaps.add(gap);
            write(gaps);
        }
    }

    /**
     * Takes these tables out of every gap, since they are seeded again. A gap of all tables is cleared only by all; durable
     * when it returns.
     */
    public synchronized void clear(TableScope reseeded) {
        List<GapRecord> left = new ArrayList<>();
        List<GapRecord> gaps = open();
        for (GapRecord gap : gaps) {
            if (reseeded.all()) {
                continue;
            }
            if (gap.tables().all()) {
                left.add(gap);
                continue;
            }
            Set<TableId> tables = new TreeSet<>(gap.tables().tables());
            tables.removeAll(reseeded.tables());
            if (!tables.isEmpty()) {
                left.add(new GapRecord(TableScope.of(tables), gap.range(), gap.message(), gap.time()));
            }
        }
        if (left.isEmpty()) {
            state.delete(NAME);
        } else if (!left.equals(gaps)) {
            write(left);
        }
    }

    private void write(List<GapRecord> gaps) {
        ObjectNode json = StateJson.object();
        ArrayNode list = json.putArray("gaps");
        for (GapRecord gap : gaps) {
            ObjectNode node = list.addObject();
            StateJson.putScope(node, gap.tables());
            node.put("range", gap.range())
                    .put("message", gap.message())
                    .put("time", gap.time().toString());
        }
        state.write(NAME, StateJson.write(json));
    }

    private static List<GapRecord> gaps(JsonNode json) {
        List<GapRecord> gaps = new ArrayList<>();
        for (JsonNode node : StateJson.member(json, "gaps")) {
            gaps.add(new GapRecord(
                    StateJson.scope(node),
                    StateJson.text(node, "range"),
                    StateJson.text(node, "message"),
                    Instant.parse(StateJson.text(node, "time"))));
        }
        return List.copyOf(gaps);
    }
}
