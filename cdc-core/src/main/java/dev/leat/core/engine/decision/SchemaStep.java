package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One change of a table's columns in all sinks: each is told when everything before the change is written, and writes nothing
 * behind it until it has answered.
 */
final class SchemaStep {
    private final SchemaChange change;
    private final SeedContext context;
    private final List<SinkStart> sinks;
    private final Consumer<CdcException> stop;
    private final List<SeedTarget> targets = new ArrayList<>();
    private final IdentityHashMap<ControlCall, LaneBarrier> calls = new IdentityHashMap<>();
    private int unanswered;

    /**
     * @param stop ends the pipeline
     */
    SchemaStep(SchemaChange change, SeedContext context, List<SinkStart> sinks, Consumer<CdcException> stop) {
        this.change = change;
        this.context = context;
        this.sinks = sinks;
        this.stop = stop;
    }

    TableId table() {
        return change.schema().table();
    }

    /** Whether every sink has answered. */
    boolean isAnswered() {
        return unanswered == 0;
    }

    /** All sinks have answered to these changes of one table, the oldest first: those that need its rows get them. */
    static void goOn(List<SchemaStep> steps, Seeding seeding) {
        Map<Integer, SeedTarget> targets = new TreeMap<>();
        for (SchemaStep step : steps) {
            for (SeedTarget target : step.targets) {
                targets.merge(target.sink(), target, (before, next) -> next.readsAgain() ? before : next);
            }
        }
        SchemaStep last = steps.get(steps.size() - 1);
        if (targets.isEmpty()) {
            seeding.goOn(last.table());
        } else {
            seeding.readAgain(last.change.schema(), List.copyOf(targets.values()));
        }
    }

    void begin() {
        unanswered = sinks.size();
        for (int i = 0; i < sinks.size(); i++) {
            int sink = i;
            atBarrier(sink, barrier -> {
                if (policy(sink) == SchemaPolicy.STOP) {
                    stop.accept(stopped(sinks.get(sink).name()));
                } else {
                    call(new ControlCall.ChangeSchema(sink, change), barrier);
                }
            });
        }
    }

    private SchemaPolicy policy(int sink) {
        return sinks.get(sink).schemaChanges();
    }

    private void atBarrier(int sink, Consumer<LaneBarrier> action) {
        LaneBarrier[] barrier = new LaneBarrier[1];
        barrier[0] = LaneBarrier.lasting(() -> action.accept(barrier[0]));
        context.fanout().lanes(sink).add(barrier[0]);
        context.fanout().lanes(sink).pump();
    }

    private void call(ControlCall call, LaneBarrier barrier) {
        calls.put(call, barrier);
        context.actions().control(call);
    }

    /** Whether a call that failed has to be made again. */
    boolean isWanted(ControlCall call) {
        return calls.containsKey(call);
    }

    /** What a sink needs; false when it was not asked for this change. */
    boolean answered(ControlCall.ChangeSchema call, SchemaAnswer need) {
        LaneBarrier barrier = calls.remove(call);
        if (barrier == null) {
            return false;
        }
        boolean reads = context.settings().seed()
                && context.rules().holds(Rule.T1)
                && policy(call.sink()) == SchemaPolicy.APPLY;
        boolean keepsRows = sinks.get(call.sink()).keyed() && change.leavesRowsBehind();
        if (reads && (need == SchemaAnswer.NEW_GENERATION || keepsRows)) {
            call(new ControlCall.BeginSeed(call.sink(), change.schema(), true), barrier);
            return true;
        }
        if (reads && need == SchemaAnswer.READ_AGAIN) {
            targets.add(SeedTarget.readAgain(call.sink()));
        }
        end(call.sink(), barrier);
        return true;
    }

    /** A sink has begun its new generation; false when that was not because of this change. */
    boolean begun(ControlCall call, int generation) {
        LaneBarrier barrier = calls.remove(call);
        if (barrier == null) {
            return false;
        }
        targets.add(SeedTarget.begun(call.sink(), generation));
        end(call.sink(), barrier);
        return true;
    }

    private void end(int sink, LaneBarrier barrier) {
        unanswered--;
        barrier.end();
        context.fanout().lanes(sink).pump();
    }

    private CdcException stopped(String sink) {
        return new CdcException(
                ErrorKind.REJECTED,
                "the " + (change.changesColumns() ? "columns" : "rows") + " of " + table() + " changed ("
                        + change.describe() + "), and sink " + sink
                        + " has `schema-changes: stop`: set it to apply or ignore, or seed the table anew with"
                        + " `leat reseed FILE " + table() + "`");
    }
}
