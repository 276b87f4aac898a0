package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    /** Calls that come before everything else, with what follows them. */
    private final IdentityHashMap<ControlCall, Runnable> first = new IdentityHashMap<>();

    private final Set<ControlCall> ofTarget = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Position target;
    private Position confirmed;
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
        this.confirmed = frontier.durable();
        this.notBefore = timers.now();
    }

    Position confirmed() {
        return confirmed;
    }

    /** The marks that hold now: what a sink has at least. */
    Marks marks(Position watermark) {
        return new Marks(0, settings.epoch(), settings.source(), watermark, tables, settings.fingerprint());
    }

    /**
     * The first marks of this run, so that epoch and tables are stored before anything is delivered. They name the stream's
     * start even where a sink was further: what is delivered again takes a sink without versions back.
     */
    void begin() {
        for (int sink = 0; sink < sinkCount; sink++) {
            ControlCall call = new ControlCall.StoreMarks(sink, marks(confirmed));
            first.put(call, () -> {});
            actions.control(call);
        }
    }

    /**
     * Another stream begins. What was about to be confirmed is not durable any more when the stream delivers it again, and
     * what was confirmed may have got lost with the connection; sinks that were told more are told the truth before they are
     * written to.
     */
    void reconnect(Position start, Position durableBefore, Fanout fanout) {
        target = null;
        ofTarget.clear();
        confirmed = start;
        if (start.isAtOrAfter(durableBefore)) {
            return;
        }
        for (int sink = 0; sink < sinkCount; sink++) {
            SinkLanes lanes = fanout.lanes(sink);
            ControlCall.StoreMarks call = new ControlCall.StoreMarks(sink, marks(start));
            LaneBarrier barrier = LaneBarrier.lasting(() -> actions.control(call));
            first.put(call, () -> {
                barrier.end();
                lanes.pump();
            });
            lanes.add(barrier);
        }
    }

    /** Whether the first marks, or those of a confirmation, are still being stored. */
    boolean isStoring() {
        return !first.isEmpty() || !ofTarget.isEmpty();
    }

    /** Whether a call that failed has to be made again. */
    boolean isWanted(ControlCall call) {
        return first.containsKey(call) || ofTarget.contains(call);
    }

    /**
     * Starts a confirmation if there is something to confirm and it is time.
     *
     * @param urgent whether the status interval need not be kept
     */
    void step(boolean urgent) {
        Position durable = frontier.durable();
        if (isStoring() || durable.compareTo(confirmed) <= 0) {
            return;
        }
        if (!urgent && timers.now() < notBefore) {
            return;
        }
        target = durable;
        notBefore = timers.now() + settings.statusNanos();
        timers.after(settings.statusNanos(), () -> {});
        for (int sink = 0; sink < sinkCount; sink++) {
            ControlCall call = new ControlCall.StoreMarks(sink, marks(durable));
            ofTarget.add(call);
            actions.control(call);
        }
    }

    void stored(ControlCall call) {
        Runnable next = first.remove(call);
        if (next != null) {
            next.run();
        }
        ofTarget.remove(call);
        Position now = target;
        if (now != null && ofTarget.isEmpty()) {
            Invariant.check(frontier.durable().isAtOrAfter(now), "confirmed past the durable prefix");
            target = null;
            confirmed = now;
            actions.confirm(now);
        }
    }
}
