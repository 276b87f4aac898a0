package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a core wanted. Nothing is done by itself. */
final class Recorded implements Actions {
    static final Kind APPENDS = new Kind(false, true);
    static final Kind APPENDS_ROWS = new Kind(false, false);
    static final Kind KEYED = new Kind(true, false);

    /** What a sink says of itself. */
    record Kind(boolean keyed, boolean takesMessages) {}

    final List<LaneWrite> writes = new ArrayList<>();
    final List<LetterCall> letters = new ArrayList<>();
    final List<ControlCall> controls = new ArrayList<>();

    @Nullable
    CdcException failure;

    @Override
    public void storeSettled(Map<TableId, RowShape> settled) {}

    @Override
    public void openStream(int connection) {}

    @Override
    public void closeStream(int connection) {}

    @Override
    public void confirm(Position position) {}

    @Override
    public void requestProgress() {}

    @Override
    public void write(LaneWrite write) {
        writes.add(write);
    }

    @Override
    public void control(ControlCall call) {
        controls.add(call);
    }

    @Override
    public void read(ReadRequest request) {
        throw new AssertionError("nothing is to be read: " + request.table());
    }

    @Override
    public void letters(LetterCall call) {
        letters.add(call);
    }

    @Override
    public void readHead() {}

    @Override
    public void finished() {}

    @Override
    public void failed(CdcException cause) {
        failure = cause;
    }

    /** A core whose only table is seeded, at its first place. */
    PipelineCore started(Set<Operation> operations, boolean putsAside, List<Kind> kinds) {
        SourceIdentity source = new SourceIdentity("mill", "1");
        Position begin = new Position(1, "1");
        CoreSettings settings = new CoreSettings(
                source,
                1,
                1,
                true,
                1,
                SeedPace.unlimited(10),
                true,
                putsAside,
                operations,
                1 << 20,
                0,
                0,
                bound -> 0,
                Rules.all());
        TableId table = new TableId("public", "parts");
        List<SinkStart> sinks = new ArrayList<>();
        for (Kind kind : kinds) {
            sinks.add(new SinkStart(
                    "s" + sinks.size(),
                    true,
                    kind.keyed(),
                    kind.takesMessages(),
                    SchemaPolicy.APPLY,
                    Map.of(table, new SeedState.Seeded(1, source)),
                    Optional.empty()));
        }
        PipelineCore core = new PipelineCore(
                settings,
                this,
                LedTables.unchanged(List.of()),
                sinks,
                new SeedPlan(List.of()),
                new StreamStart(StreamStart.Kind.RESUMED, begin));
        core.advance(0);
        core.start(false);
        List.copyOf(controls).forEach(call -> core.controlDone(call, 0));
        return core;
    }
}
