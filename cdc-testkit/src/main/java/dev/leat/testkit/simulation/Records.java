package dev.leat.testkit.simulation;

import dev.leat.api.schema.TableId;
import dev.leat.core.engine.decision.RowShape;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a pipeline remembers on its own machine besides the capture's cursor. */
final class Records {
    private long epoch;
    private boolean gap;
    private Map<TableId, RowShape> settled = Map.of();
    private final Set<SourceTable> wishes = new HashSet<>();
    private final Letters letters = new Letters();

    Map<TableId, RowShape> settled() {
        return settled;
    }

    void storeSettled(Map<TableId, RowShape> columns) {
        settled = Map.copyOf(columns);
    }

    /** 0: none. */
    long epoch() {
        return epoch;
    }

    void storeEpoch(long newEpoch) {
        epoch = newEpoch;
    }

    Letters letters() {
        return letters;
    }

    /** Whether a gap stopped the pipeline and nobody has asked for a reseed yet. */
    boolean isStopped() {
        return gap && wishes.isEmpty();
    }

    void recordGap() {
        gap = true;
    }

    void wishReseed(Set<SourceTable> tables) {
        wishes.addAll(tables);
    }

    Set<SourceTable> wishes() {
        return wishes;
    }

    void reseedBegun() {
        wishes.clear();
        gap = false;
    }

    void lose() {
        epoch = 0;
        gap = false;
        settled = Map.of();
        wishes.clear();
    }
}
