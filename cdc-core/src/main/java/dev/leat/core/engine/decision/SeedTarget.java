package dev.leat.core.engine.decision;

import dev.leat.api.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/** The seeding of one table in one sink: its control calls, one at a time. */
final class SeedTarget {
    private final int sink;
    private final boolean anew;
    private int generation;
    private boolean begun;
    private boolean complete;
    private @Nullable TableSchema completeNext;
    private @Nullable String progress;
    private @Nullable ControlCall underWay;
    private @Nullable LaneBarrier barrier;

    /**
     * @param anew whether to start the next generation whatever there is
     */
    SeedTarget(int sink, boolean anew) {
        this.sink = sink;
        this.anew = anew;
    }

    int sink() {
        return sink;
    }

    boolean isAnew() {
        return anew;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isComplete() {
        return complete;
    }

    void begin(TableSchema table, SeedContext context) {
        atBarrier(new ControlCall.BeginSeed(sink, table, anew), context);
    }

    /** Completes as soon as no save of progress is under way. */
    void complete(TableSchema table, SeedContext context) {
        progress = null;
        if (underWay != null) {
            completeNext = table;
            return;
        }
        atBarrier(new ControlCall.CompleteSeed(sink, table, generation), context);
    }

    void progress(String newProgress) {
        progress = newProgress;
    }

    void saveProgress(TableSchema table, SeedContext context) {
        String next = progress;
        if (next != null && underWay == null) {
            progress = null;
            underWay = new ControlCall.SaveProgress(sink, table, generation, next);
            context.actions().control(underWay);
        }
    }

    /** Whether the answer was this target's. */
    boolean controlDone(ControlCall call, int answeredGeneration, SeedContext context) {
        if (call instanceof ControlCall.BeginSeed begin && begin == underWay) {
            generation = answeredGeneration;
            begun = true;
        } else if (call instanceof ControlCall.CompleteSeed done && done == underWay) {
            complete = true;
        } else if (call != underWay) {
            return false;
        }
        underWay = null;
        LaneBarrier passed = barrier;
        if (passed != null) {
            barrier = null;
            passed.end();
            context.fanout().lanes(sink).pump();
        }
        TableSchema next = completeNext;
        if (next != null) {
            completeNext = null;
            complete(next, context);
        }
        return true;
    }

    /** The call is made while no write of the sink is under way (S13). */
    private void atBarrier(ControlCall call, SeedContext context) {
        if (!context.rules().holds(Rule.S13)) {
            underWay = call;
            context.actions().control(call);
            return;
        }
        LaneBarrier standing = LaneBarrier.lasting(() -> {
            underWay = call;
            context.actions().control(call);
        });
        barrier = standing;
        context.fanout().lanes(sink).add(standing);
        context.fanout().lanes(sink).pump();
    }
}
