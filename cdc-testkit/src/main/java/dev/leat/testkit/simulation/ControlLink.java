package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SeedState;
import dev.leat.core.engine.decision.ControlCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process's control thread of one sink: its calls, one after the other. */
final class ControlLink {
    /** In how many of 100 cases a target can't take new columns. */
    private static final int NEW_GENERATION = 30;

    private final World world;
    private final SinkModel sink;
    private final LaneOrder order;
    private final ControlEvents events;
    private final Deque<ControlCall> calls = new ArrayDeque<>();
    private @Nullable Deque<String> ghosts;

    /** Who is told what became of a call. */
    interface ControlEvents {
        void done(ControlCall call, int generation);

        void answered(ControlCall.ChangeSchema call, SchemaAnswer need);

        void failed(ControlCall call, CdcException cause);
    }

    ControlLink(World world, SinkModel sink, LaneOrder order, ControlEvents events) {
        this.world = world;
        this.sink = sink;
        this.order = order;
        this.events = events;
    }

    void call(ControlCall call) {
        calls.add(call);
        if (isSeedCall(call)) {
            order.seedCalled();
        }
    }

    private static boolean isSeedCall(ControlCall call) {
        return call instanceof ControlCall.BeginSeed || call instanceof ControlCall.CompleteSeed;
    }

    void offer(Menu menu) {
        ControlCall call = calls.peek();
        if (call != null) {
            menu.add(world.knobs().controlWeight, () -> step(call));
        }
    }

    private void step(ControlCall call) {
        if (world.faults().failsControl()) {
            end();
            boolean after = world.chance().percent(50)
                    && !(call instanceof ControlCall.CompleteSeed)
                    && !(call instanceof ControlCall.ChangeSchema);
            if (after) {
                make(call);
            }
            world.trace().event("control", 0, () -> sink.name() + " " + words(call) + " failed, made: " + after);
            events.failed(call, new CdcException(ErrorKind.CONNECTION, "scripted"));
            return;
        }
        if (call instanceof ControlCall.CompleteSeed complete && sweep(complete)) {
            return;
        }
        end();
        if (call instanceof ControlCall.ChangeSchema changed) {
            SchemaAnswer need =
                    world.chance().percent(NEW_GENERATION) ? SchemaAnswer.NEW_GENERATION : SchemaAnswer.READ_AGAIN;
            world.trace().event("control", need.name().length(), () -> sink.name() + " " + words(call) + ": " + need);
            events.answered(changed, need);
            return;
        }
        int answer = make(call);
        world.trace().event("control", answer, () -> sink.name() + " " + words(call));
        if (isSeedCall(call)) {
            order.seedAnswered();
        }
        events.done(call, answer);
    }

    private void end() {
        calls.remove();
        ghosts = null;
    }

    /** Scans first, then removes row by row; returns whether there is more to do. */
    private boolean sweep(ControlCall.CompleteSeed complete) {
        int table = table(complete.table().table().name());
        Deque<String> left = ghosts;
        if (left == null) {
            ghosts = new ArrayDeque<>(sink.ghosts(table));
            world.trace().event("scan", table, () -> sink.name() + " t" + table + " " + ghosts);
            return true;
        }
        String ghost = left.poll();
        if (ghost != null) {
            sink.sweep(table, ghost);
        }
        return ghost != null;
    }

    private int make(ControlCall call) {
        if (call instanceof ControlCall.BeginSeed begin) {
            int index = table(begin.table().table().name());
            SinkTable table = sink.table(index);
            boolean resumes = table.state() instanceof SeedState.Partial && !begin.anew();
            if (!resumes) {
                table.generation(table.generation() + 1);
                table.state(new SeedState.Partial(table.generation(), ""));
                world.oracle().begun(sink, world.source().table(index));
                sink.forgetStrays();
            }
            return table.generation();
        }
        if (call instanceof ControlCall.SaveProgress save) {
            SinkTable table = sink.table(table(save.table().table().name()));
            requireGeneration(table, save.generation());
            table.state(new SeedState.Partial(save.generation(), save.progress()));
        } else if (call instanceof ControlCall.CompleteSeed complete) {
            int index = table(complete.table().table().name());
            SinkTable table = sink.table(index);
            requireGeneration(table, complete.generation());
            table.state(new SeedState.Seeded(table.generation(), world.capture().identity()));
            world.oracle().completed(sink, world.source().table(index));
        } else if (call instanceof ControlCall.StoreMarks store) {
            sink.storeMarks(store.marks());
        } else {
            throw new AssertionError(call);
        }
        return 0;
    }

    private void requireGeneration(SinkTable table, int generation) {
        Violation.unless(
                table.generation() == generation,
                "generation",
                () -> sink.name() + " is asked for " + generation + " and has " + table.generation());
    }

    private int table(String name) {
        List<SourceTable> tables = world.source().tables();
        return tables.stream()
                .filter(table -> table.id().name().equals(name))
                .findFirst()
                .orElseThrow()
                .index();
    }

    private static String words(ControlCall call) {
        if (call instanceof ControlCall.BeginSeed begin) {
            return "begin " + begin.table().table() + (begin.anew() ? " anew" : "");
        }
        if (call instanceof ControlCall.SaveProgress save) {
            return "progress " + save.table().table() + " " + save.progress();
        }
        if (call instanceof ControlCall.CompleteSeed complete) {
            return "complete " + complete.table().table();
        }
        if (call instanceof ControlCall.ChangeSchema changed) {
            return "columns of " + changed.change().schema().table();
        }
        return "marks";
    }
}
