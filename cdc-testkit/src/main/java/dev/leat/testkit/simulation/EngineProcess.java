package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.WriteReport;
import dev.leat.core.engine.decision.Actions;
import dev.leat.core.engine.decision.ControlCall;
import dev.leat.core.engine.decision.CoreSettings;
import dev.leat.core.engine.decision.LaneWrite;
import dev.leat.core.engine.decision.LedTables;
import dev.leat.core.engine.decision.LetterCall;
import dev.leat.core.engine.decision.PipelineCore;
import dev.leat.core.engine.decision.ReadRequest;
import dev.leat.core.engine.decision.RowShape;
import dev.leat.core.engine.decision.SeedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process of the engine: the production core, and what it has asked for and not been told about yet. */
final class EngineProcess implements Actions {
    private static final int FIRST_CONNECTION = 1;

    private final World world;
    private final PipelineFile file;
    private final Batches batches = new Batches();
    private final List<SinkLink> lanes = new ArrayList<>();
    private final List<ControlLink> controls = new ArrayList<>();
    private final ReadLink reads;
    private final StreamLink stream;
    private final ReseedWatch reseedWatch = new ReseedWatch();
    private @Nullable StartSequence starting;
    private @Nullable PipelineCore core;
    private @Nullable LetterLink letters;
    private @Nullable CdcException failure;
    private @Nullable Position head;
    private boolean headAsked;
    private boolean wasConnected;
    private boolean brokenEarly;
    private boolean over;
    private boolean stopping;
    private boolean nothingLeft = true;

    EngineProcess(World world, PipelineFile file) {
        this.world = world;
        this.file = file;
        this.starting = new StartSequence(world, file);
        this.reads = new ReadLink(world, batches, new ReadAnswers());
        this.stream = new StreamLink(world, file.tables(), batches, new StreamAnswers());
        world.trace().event("start", file.lanes(), file::toString);
    }

    PipelineFile file() {
        return file;
    }

    boolean isOver() {
        return over;
    }

    /** Why it ended; null when it ended as it was asked to. */
    @Nullable
    CdcException failure() {
        return failure;
    }

    void offer(Menu menu) {
        Knobs knobs = world.knobs();
        PipelineCore running = core;
        if (running == null) {
            menu.add(knobs.controlWeight, this::startStep);
            return;
        }
        lanes.forEach(sink -> sink.offer(menu));
        controls.forEach(sink -> sink.offer(menu));
        reads.offer(menu);
        stream.offer(menu, running.wantsBatch());
        letterLink().offer(menu);
        if (headAsked) {
            menu.add(knobs.readWeight, this::answerHead);
        }
        if (world.capture().canConfirm()) {
            menu.add(knobs.confirmWeight, world.capture()::confirmStep);
        }
        if (running.nextDue() != Long.MAX_VALUE) {
            menu.add(knobs.timeWeight, () -> {
                world.clock().advanceTo(running.nextDue());
                tell(() -> {});
            });
        }
    }

    private void startStep() {
        StartSequence.Started started;
        try {
            started = Objects.requireNonNull(starting).step();
        } catch (CdcException gap) {
            failed(gap);
            return;
        }
        if (world.capture().isConnected() && !wasConnected) {
            wasConnected = true;
            brokenEarly = false;
        }
        if (started != null) {
            starting = null;
            begin(started);
        }
    }

    private void begin(StartSequence.Started started) {
        Knobs knobs = world.knobs();
        CoreSettings settings = new CoreSettings(
                world.capture().identity(),
                started.epoch(),
                file.lanes(),
                knobs.seeds,
                knobs.readers,
                knobs.pace(),
                !knobs.byPlace,
                knobs.putsAside,
                knobs.operations,
                knobs.maxInFlightBytes,
                knobs.statusNanos,
                0,
                world.chance()::below,
                knobs.rules);
        WireSchemas schemas = new WireSchemas(knobs.rules);
        List<TableSchema> tables = file.tables().stream()
                .map(table -> schemas.visible(table, world.source()))
                .toList();
        Set<TableId> reseed = started.reseed();
        SeedPlan plan = SeedPlan.of(settings, tables, started.sinks(), started.stream(), reseed::contains);
        reseedWatch.watch(reseed, file.sinks().size());
        world.oracle().begins(file.sinks(), file.tables(), started.stream(), reseed);
        world.oracle().knowsColumns(world.records().settled().keySet());
        for (SinkModel sink : file.sinks()) {
            SinkLink link = new SinkLink(world, sink, started.epoch(), file.lanes(), new LaneAnswers());
            lanes.add(link);
            controls.add(new ControlLink(world, sink, link.order(), new ControlAnswers()));
        }
        letters = new LetterLink(world, file, started.epoch(), call -> tell(() -> core().lettersDone(call)));
        stream.begin(FIRST_CONNECTION, started.stream());
        LedTables led = new LedTables(
                tables,
                world.records().settled(),
                reseed,
                reseed.isEmpty() ? null : SourceModel.position(world.source().endLsn()));
        PipelineCore made = new PipelineCore(settings, this, led, started.sinks(), plan, started.stream());
        core = made;
        tell(() -> made.start(file.untilCaughtUp()));
        tell(() -> made.retry(world.records().letters().wished(file)));
        if (brokenEarly) {
            stream.breakOff();
        }
        world.trace().event("run", started.epoch(), () -> "epoch " + started.epoch() + ", anew " + reseed);
    }

    private void tell(Runnable event) {
        PipelineCore running = core();
        running.advance(world.clock().nanos());
        event.run();
        long pending = running.accounting().pending();
        Violation.unless(pending >= 0, "P11", () -> "changes were delivered that were not received: " + pending);
    }

    private LetterLink letterLink() {
        return Objects.requireNonNull(letters, "the core is not there yet");
    }

    private PipelineCore core() {
        return Objects.requireNonNull(core, "the core is not there yet");
    }

    /** The place up to which the engine was given everything. */
    long deliveredTo() {
        return stream.deliveredTo();
    }

    /** Whether everything up to a place in the log is confirmed and every table seeded. */
    boolean isAtRest(long lsn) {
        PipelineCore running = core;
        if (over || running == null || !running.isSeeded()) {
            return false;
        }
        Position confirmed = running.confirmed();
        return confirmed.sequence() >= lsn && world.capture().resumePoint() >= lsn;
    }

    /** Whether every table was seeded in every sink when the process ended. */
    boolean wasSeeded() {
        PipelineCore ended = core;
        return ended != null && ended.isSeeded();
    }

    boolean isRunning() {
        return core != null && !over;
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Asks the process to end in order.
     *
     * @param resting whether it has nothing left to do
     */
    void stop(boolean resting) {
        stopping = true;
        nothingLeft = resting;
        world.trace().event("stop", 0, () -> "asked for");
        tell(() -> core().stop());
    }

    /** The connection to the source breaks. */
    void disconnect() {
        brokenEarly = true;
        stream.breakOff();
        world.capture().disconnected();
    }

    /** The server is gone for a moment. */
    void serverRestarted() {
        disconnect();
        reads.disconnect();
    }

    boolean isConnected() {
        return stream.isOpen();
    }

    /** The process is gone at once, with everything that it had in memory. */
    void crash() {
        lanes.forEach(SinkLink::abandon);
        LetterLink keeping = letters;
        if (keeping != null) {
            keeping.abandon();
        }
        reads.abandon();
        stream.abandon();
        world.capture().abandoned();
        over = true;
    }

    private void answerHead() {
        headAsked = false;
        if (world.faults().failsRead()) {
            tell(() -> core().headFailed(new CdcException(ErrorKind.CONNECTION, "scripted")));
            return;
        }
        Position end = SourceModel.position(world.source().endLsn());
        head = end;
        world.trace().event("head", end.sequence(), end::text);
        tell(() -> core().headRead(end));
    }

    @Override
    public void storeSettled(Map<TableId, RowShape> settled) {
        world.records().storeSettled(settled);
    }

    @Override
    public void openStream(int connection) {
        stream.open(connection);
    }

    @Override
    public void closeStream(int connection) {
        stream.close(connection);
    }

    @Override
    public void confirm(Position position) {
        world.trace().event("confirm", position.sequence(), position::text);
        world.oracle().mayConfirm(position.sequence());
        world.capture().confirm(position);
    }

    @Override
    public void requestProgress() {
        stream.requestProgress();
    }

    @Override
    public void write(LaneWrite write) {
        lanes.get(write.sink()).write(write, core().marks(), core().connection());
    }

    @Override
    public void control(ControlCall call) {
        controls.get(call.sink()).call(call);
    }

    @Override
    public void read(ReadRequest request) {
        reads.read(request);
    }

    @Override
    public void letters(LetterCall call) {
        letterLink().call(call);
    }

    @Override
    public void readHead() {
        headAsked = true;
    }

    @Override
    public void finished() {
        over = true;
        world.trace().event("finished", 0, () -> "at " + core().confirmed());
        Position end = head;
        if (end != null && !stopping) {
            Position confirmed = core().confirmed();
            Violation.unless(confirmed.isAtOrAfter(end), "caught up", () -> confirmed + " is before " + end);
        }
        while (world.capture().canConfirm()) {
            world.capture().confirmStep();
        }
        reads.abandon();
        boolean nothingRead = stream.abandon() && reads.isIdle();
        world.capture().abandoned();
        if (nothingLeft && nothingRead) {
            Violation.unless(
                    batches.unreleased().isEmpty(),
                    "lifetime",
                    () -> "kept for ever: "
                            + batches.unreleased().stream()
                                    .map(StreamLink::words)
                                    .toList());
            long pending = core().accounting().pending();
            Violation.unless(pending == 0, "P11", () -> pending + " changes are neither delivered nor filtered");
        }
    }

    @Override
    public void failed(CdcException cause) {
        failure = cause;
        world.trace().event("failed", 0, cause::toString);
        crash();
    }

    private final class LaneAnswers implements SinkLink.LaneEvents {
        @Override
        public void written(LaneWrite write, WriteReport report) {
            tell(() -> core().written(write, report));
        }

        @Override
        public void failed(LaneWrite write, CdcException cause) {
            tell(() -> core().writeFailed(write, cause));
        }
    }

    private final class ControlAnswers implements ControlLink.ControlEvents {
        @Override
        public void done(ControlCall call, int generation) {
            if (call instanceof ControlCall.BeginSeed begin
                    && reseedWatch.begun(begin.table().table(), begin.sink())) {
                world.records().reseedBegun();
            }
            tell(() -> core().controlDone(call, generation));
        }

        @Override
        public void answered(ControlCall.ChangeSchema call, SchemaAnswer need) {
            tell(() -> core().schemaChanged(call, need));
        }

        @Override
        public void failed(ControlCall call, CdcException cause) {
            tell(() -> core().controlFailed(call, cause));
        }
    }

    private final class ReadAnswers implements ReadLink.ReadEvents {
        @Override
        public void barrierTaken(ReadRequest.TakeBarrier request, dev.leat.api.capture.Barrier barrier) {
            tell(() -> core().barrierTaken(request, barrier));
        }

        @Override
        public void chunkPlanned(ReadRequest.PlanChunk request, dev.leat.api.capture.ChunkBounds bounds) {
            tell(() -> core().chunkPlanned(request, bounds));
        }

        @Override
        public void chunkRead(ReadRequest request, dev.leat.api.capture.Chunk chunk) {
            tell(() -> core().chunkRead(request, chunk));
        }

        @Override
        public void failed(ReadRequest request, CdcException cause) {
            tell(() -> core().readFailed(request, cause));
        }
    }

    private final class StreamAnswers implements StreamLink.StreamEvents {
        @Override
        public void opened(int connection, dev.leat.api.capture.StreamStart start) {
            tell(() -> core().streamOpened(connection, start));
        }

        @Override
        public void received(int connection, dev.leat.api.change.ChangeBatch batch) {
            tell(() -> core().received(connection, batch));
        }

        @Override
        public void failed(int connection, CdcException cause) {
            if (cause.kind() == ErrorKind.GAP) {
                world.records().recordGap();
            }
            tell(() -> core().streamFailed(connection, cause));
        }
    }
}
