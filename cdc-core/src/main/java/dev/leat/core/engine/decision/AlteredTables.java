package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tables whose columns change: asks every sink what it needs, and has the rows read once more for those that need them. */
final class AlteredTables {
    private final SeedContext context;
    private final List<SinkStart> sinks;
    private final Seeding seeding;
    private final Consumer<CdcException> stop;
    private final SchemaChanges changes;
    private final List<SchemaStep> steps = new ArrayList<>();

    /**
     * @param stop ends the pipeline
     */
    AlteredTables(
            LedTables tables,
            SeedContext context,
            List<SinkStart> sinks,
            Seeding seeding,
            Consumer<CdcException> stop) {
        this.context = context;
        this.sinks = sinks;
        this.seeding = seeding;
        this.stop = stop;
        this.changes = new SchemaChanges(tables, context.settings());
    }

    /** What is stored at a start, before anything is delivered. */
    void storeSettled() {
        context.actions().storeSettled(changes.settled());
    }

    /** Whether no sink is being asked. */
    boolean isQuiet() {
        return steps.isEmpty();
    }

    /** A batch arrived, nothing of which is delivered yet. */
    void notice(ChangeBatch batch) {
        for (SchemaChange change : changes.in(batch, context.stream().position())) {
            SchemaStep step = new SchemaStep(change, context, sinks, stop);
            steps.add(step);
            seeding.hold(step.table());
            step.begin();
        }
        goOn();
    }

    /** Whether the answer was to a question of this class. */
    boolean answered(ControlCall.ChangeSchema call, SchemaAnswer need) {
        return steps.stream().anyMatch(step -> step.answered(call, need)) && goOn();
    }

    /** Whether the generation was begun because of new columns. */
    boolean begun(ControlCall call, int generation) {
        return steps.stream().anyMatch(step -> step.begun(call, generation)) && goOn();
    }

    /** Whether a call that failed has to be made again. */
    boolean isWanted(ControlCall call) {
        return steps.stream().anyMatch(step -> step.isWanted(call));
    }

    /** A table that changed twice goes on when the sinks have answered to both changes. */
    private boolean goOn() {
        for (SchemaStep step : List.copyOf(steps)) {
            List<SchemaStep> ofTable = steps.stream()
                    .filter(other -> other.table().equals(step.table()))
                    .toList();
            if (!ofTable.isEmpty() && ofTable.stream().allMatch(SchemaStep::isAnswered)) {
                steps.removeAll(ofTable);
                SchemaStep.goOn(ofTable, seeding);
            }
        }
        return true;
    }

    /** The stream begins again. */
    void reconnect() {
        changes.reconnect();
    }

    /** Remembers the columns of rows that were all read, when what came before is confirmed. */
    void settle(Position confirmed) {
        if (!changes.isSettled()) {
            changes.settle(confirmed, this::isRead).ifPresent(context.actions()::storeSettled);
        }
    }

    private boolean isRead(TableId table) {
        return seeding.isDone(table)
                && steps.stream().noneMatch(step -> step.table().equals(table));
    }
}
