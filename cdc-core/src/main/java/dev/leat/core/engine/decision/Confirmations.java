package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Confirms the durable prefix to the source, at most once per status interval, after every sink has stored marks for it
 * (S14).
 */
final class Confirmations {
    private final CoreSettings settings;
    private final Actions actions;
    private final Timers timers;
    private final AckFrontier frontier;
    private final Set<TableId> tables;
    private final int sinkCount;
    private final Set<ControlCall> waiting = new HashSet<>();
    private @Nullable Position target;
    private @Nullable Position confirmed;
    private long notBefore;

    Confirmations(
            CoreSettings settings,
            Actions actions,
            Timers timers,
            AckFrontier frontier,
            Set<TableId> tables,
            int sinks) {
        this.settings = settings;
        this.actions = actions;
        this.timers = timers;
        this.frontier = frontier;
        this.tables = tables;
        this.sinkCount = sinks;
        this.notBefore = timers.now();
    }

    @Nullable
    Position confirmed() {
        return confirmed;
    }

    /** The marks that hold now: what a sink has at least. */
    Marks marks(Position watermark) {
        return new Marks(0, settings.epoch(), watermark, tables, settings.fingerprint());
    }

    /** The first marks of this run, so that epoch and tables are stored before anything is delivered. */
    void begin(List<Position> watermarks) {
        for (int sink = 0; sink < sinkCount; sink++) {
            store(sink, watermarks.get(sink));
        }
    }

    /** Whether the first marks, or those of a confirmation, are still being stored. */
    boolean isStoring() {
        return !waiting.isEmpty();
    }

    /**
     * Starts a confirmation if there is something to confirm and it is time.
     *
     * @param urgent whether the status interval need not be kept
     */
    void step(boolean urgent) {
        Position durable = frontier.durable();
        if (isStoring() || durable == null || !isNews(durable)) {
            return;
        }
        if (!urgent && timers.now() < notBefore) {
            return;
        }
        target = durable;
        notBefore = timers.now() + settings.statusNanos();
        timers.after(settings.statusNanos(), () -> {});
        for (int sink = 0; sink < sinkCount; sink++) {
            store(sink, durable);
        }
    }

    private boolean isNews(Position durable) {
        return confirmed == null || durable.compareTo(confirmed) > 0;
    }

    private void store(int sink, Position watermark) {
        ControlCall call = new ControlCall.StoreMarks(sink, marks(watermark));
        waiting.add(call);
        actions.control(call);
    }

    void stored(ControlCall call) {
        if (!waiting.remove(call) || !waiting.isEmpty()) {
            return;
        }
        Position now = target;
        if (now != null) {
            Position durable = frontier.durable();
            Invariant.check(durable != null && durable.isAtOrAfter(now), "confirmed past the durable prefix");
            target = null;
            confirmed = now;
            actions.confirm(now);
        }
    }
}
