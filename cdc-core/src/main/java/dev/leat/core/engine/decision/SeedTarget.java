package dev.leat.core.engine.decision;

import dev.leat.api.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/** The seeding of one table in one sink: its control calls, one at a time. */
final class SeedTarget {
    private final int sink;
    private final boolean anew;
    private final boolean readsAgain;
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
        this(sink, anew, false);
    }

    private SeedTarget(int sink, boolean anew, boolean readsAgain) {
        this.sink = sink;
        this.anew = anew;
        this.readsAgain = readsAgain;
        this.begun = readsAgain;
    }

    /** A sink that is seeded, and gets the rows once more: it has nothing to begin, to save or to complete. */
    static SeedTarget readAgain(int sink) {
        return new SeedTarget(sink, false, true);
    }

    /** A sink whose generation was begun already. */
    static SeedTarget begun(int sink, int generation) {
        SeedTarget target = new SeedTarget(sink, true);
        target.begun = true;
        target.generation = generation;
        return target;
    }

    boolean readsAgain() {
        return readsAgain;
    }

    /** Does not complete after all, unless that is under way. */
    void withdraw() {
        completeNext = null;
        progress = null;
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

    /** Does nothing where that is done or under way. */
    void begin(TableSchema table, SeedContext context) {
        if (begun || barrier != null || underWay != null) {
            return;
        }
        atBarrier(new ControlCall.BeginSeed(sink, table, anew), context);
    }

    /** Completes as soon as no save of progress is under way. */
    void complete(TableSchema table, SeedContext context) {
        progress = null;
        if (readsAgain) {
            complete = true;
        }
        if (complete || underWay instanceof ControlCall.CompleteSeed || barrier != null) {
            return;
        }
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
        String next = readsAgain ? null : progress;
        if (next != null && underWay == null) {
            progress = null;
            underWay = new ControlCall.SaveProgress(sink, table, generation, next);
            context.actions().control(underWay);
        }
    }

    /** Whether a call that failed has to be made again. */
    boolean isWanted(ControlCall call) {
        return call == underWay;
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
