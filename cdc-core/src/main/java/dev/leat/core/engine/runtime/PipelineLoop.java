package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import dev.leat.api.sink.WriteReport;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.decision.Accounting;
import dev.leat.core.engine.decision.Actions;
import dev.leat.core.engine.decision.ControlCall;
import dev.leat.core.engine.decision.CoreSettings;
import dev.leat.core.engine.decision.LaneWrite;
import dev.leat.core.engine.decision.LetterCall;
import dev.leat.core.engine.decision.PipelineCore;
import dev.leat.core.engine.decision.ReadRequest;
import dev.leat.core.engine.decision.Retry;
import dev.leat.core.engine.decision.RowShape;
import dev.leat.core.engine.decision.SeedPlan;
import dev.leat.core.engine.decision.SinkStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop: turns events into calls of the core, and what the core wants into work for the other threads. */
final class PipelineLoop implements Actions, StreamThread.StreamEvents, LaneThread.LaneEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineLoop.class);
    private static final long MAX_WAIT_NANOS = 100_000_000L;
    private static final long LAST_WRITE_MILLIS = 2_000;
    private static final long END_NANOS = 60_000_000_000L;
    private static final long STATUS_NANOS = 100_000_000L;
    private static final long LAG_MILLIS = 10_000;

    private final RunSettings settings;
    private final PipelineStart.Started started;
    private final PipelineRun.Plugins plugins;
    private final PipelineRecords records;
    private final Host host;
    private final Consumer<PipelineStatus> statusListener;
    private final EventLoop events = new EventLoop();
    private final PipelineCore core;
    private final StreamThread stream;
    private final List<List<LaneThread>> lanes = new ArrayList<>();
    private final List<ControlThread> controls = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ReseedWatch reseedWatch;
    private final List<TableId> tablesToSeed;
    private @Nullable SnapshotThreads snapshotThreads;
    private @Nullable CdcException failure;
    private boolean over;
    private long statusDue;
    private String retrying = "";
    private long estimate;
    private final LetterThread letters;
    private final Counts before;
    private final SlowestSink slowest;
    private final LagThread lag;
    private final LongWait longWait = new LongWait();
    private @Nullable Thread letterThread;
    private long letterCount;

    PipelineLoop(
            RunSettings settings,
            CoreSettings coreSettings,
            PipelineStart.Started started,
            PipelineRun.Plugins plugins,
            PipelineRecords records,
            Host host,
            Consumer<PipelineStatus> statusListener) {
        this.settings = settings;
        this.started = started;
        this.plugins = plugins;
        this.records = records;
        this.host = host;
        this.statusListener = statusListener;
        SeedPlan plan = SeedPlan.of(
                coreSettings,
                started.led().schemas(),
                started.sinks(),
                started.stream().start(),
                started.led().anew()::contains);
        this.tablesToSeed =
                plan.tables().stream().map(table -> table.table().table()).toList();
        this.core = new PipelineCore(
                coreSettings,
                this,
                started.led(),
                started.sinks(),
                plan,
                started.stream().start());
        this.stream = new StreamThread(plugins.capture(), started.stream(), this);
        this.letters = new LetterThread(plugins.sinks(), coreSettings.epoch(), records, new LetterAnswers());
        this.before = records.counts();
        this.lag = new LagThread(plugins.capture(), settings.pipeline(), LAG_MILLIS);
        this.slowest =
                new SlowestSink(plugins.sinks().stream().map(NamedSink::name).toList());
        this.letterCount = records.deadLetters().map(DeadLetters::count).orElse(0);
        this.reseedWatch = new ReseedWatch(started.led().anew(), plugins.sinks().size());
    }

    /** Runs to the end; null when it ended as it was asked to. */
    @Nullable
    CdcException run() {
        try {
            startThreads();
            core.advance(host.nanoTime().getAsLong());
            core.start(settings.untilCaughtUp());
            retryWished();
            while (!over) {
                long now = host.nanoTime().getAsLong();
                long wait = Math.min(MAX_WAIT_NANOS, core.nextDue() - now);
                Runnable event = events.next(wait);
                core.advance(host.nanoTime().getAsLong());
                if (event != null) {
                    event.run();
                }
                stream.allow(core.wantsBatch());
                publishStatus(false);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            failure = new CdcException(ErrorKind.INTERNAL, "the pipeline's thread was interrupted", stopped);
        } catch (Throwable broken) {
            failure = Failures.of(broken, "deciding what to do next");
        } finally {
            publishStatus(true);
            storeLastCounts();
            close();
        }
        return failure;
    }

    private void startThreads() {
        for (int i = 0; i < plugins.sinks().size(); i++) {
            NamedSink sink = plugins.sinks().get(i);
            ControlThread control = new ControlThread(sink.sink(), started.source(), new ControlAnswers());
            controls.add(control);
            start(control, sink.name() + "-control");
            List<LaneThread> ofSink = new ArrayList<>();
            for (int lane = 0; lane < settings.lanes(); lane++) {
                LaneThread thread = new LaneThread(sink.sink(), lane, this);
                ofSink.add(thread);
                start(thread, sink.name() + "-lane-" + lane);
            }
            lanes.add(ofSink);
        }
        start(stream, "stream");
        letterThread = start(letters, "letters");
        start(lag, "lag");
    }

    private void retryWished() {
        DeadLetters kept = records.deadLetters().orElse(null);
        if (kept == null || kept.count() == 0) {
            return;
        }
        List<Retry> retries = new ArrayList<>();
        int left = 0;
        for (int i = 0; i < started.sinks().size(); i++) {
            SinkStart sink = started.sinks().get(i);
            DeadLetters.Wished wished = kept.wished(
                    new DeadLetters.SinkRef(sink.name(), i, sink.keyed()),
                    started.tables().tables());
            boolean reads =
                    wished.retries().stream().noneMatch(retry -> retry.key() != null) || snapshotThreads() != null;
            if (reads) {
                retries.addAll(wished.retries());
            }
            left += wished.left() + (reads ? 0 : wished.retries().size());
        }
        if (left > 0) {
            LOG.warn(
                    "pipeline {}: {} dead letter(s) stay as they are: their table is not led now or has other columns, or"
                            + " the capture can't read rows; reseed the table and discard them",
                    settings.pipeline(),
                    left);
        }
        if (!retries.isEmpty()) {
            LOG.info("pipeline {}: writes {} dead letter(s) again", settings.pipeline(), retries.size());
            core.retry(retries);
        }
    }

    private Counts counts() {
        Accounting counts = core.accounting();
        return before.plus(new Counts(
                counts.received() - counts.pending(), counts.delivered(), counts.filtered(), counts.deadLettered()));
    }

    /** After what was to be kept before, and not while it is written: an interrupted write would look like a broken disk. */
    private void storeLastCounts() {
        letters.close();
        Thread keeping = letterThread;
        try {
            if (keeping != null) {
                keeping.join(LAST_WRITE_MILLIS);
            }
            records.storeCounts(counts());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Throwable notStored) {
            if (failure == null) {
                failure = Failures.of(notStored, "storing the counters");
            }
        }
    }

    private Thread start(Runnable work, String name) {
        Thread thread = host.threads().newThread(work);
        thread.setName("leat-" + settings.pipeline() + "-" + name);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void close() {
        lag.close();
        stream.close();
        lanes.forEach(ofSink -> ofSink.forEach(LaneThread::close));
        SnapshotThreads reading = snapshotThreads;
        if (reading != null) {
            reading.close();
        }
        threads.forEach(Thread::interrupt);
    }

    /**
     * After {@link #run}: waits until nothing is under way any more in source and sinks.
     *
     * @throws CdcException CONNECTION when something hangs
     */
    void awaitThreads() throws InterruptedException {
        long deadline = System.nanoTime() + END_NANOS;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                throw new CdcException(
                        ErrorKind.CONNECTION, thread.getName() + " still waits for an answer; run again");
            }
        }
    }

    void stop() {
        events.post(core::stop);
    }

    void abort() {
        events.post(() -> over = true);
    }

    // What the other threads tell.

    @Override
    public void opened(int connection, ChangeStream opened) {
        StreamStart start = opened.start();
        events.post(() -> {
            retrying = "";
            LOG.info("pipeline {}: reconnected to the source at {}", settings.pipeline(), start.position());
            core.streamOpened(connection, start);
        });
    }

    @Override
    public void received(int connection, ChangeBatch batch) {
        events.post(() -> {
            stream.seen();
            core.received(connection, batch);
        });
    }

    @Override
    public void failed(int connection, Throwable cause) {
        CdcException known = Failures.of(cause, "reading the stream");
        events.post(() -> {
            noteRetry(known, "source");
            core.streamFailed(connection, known);
        });
    }

    @Override
    public void written(LaneWrite write, WriteReport report) {
        events.post(() -> core.written(write, report));
    }

    @Override
    public void failed(LaneWrite write, Throwable cause) {
        CdcException known = Failures.of(cause, "writing");
        events.post(() -> {
            noteRetry(known, "sink " + plugins.sinks().get(write.sink()).name());
            core.writeFailed(write, known);
        });
    }

    private void noteRetry(CdcException cause, String who) {
        if (cause.kind() == ErrorKind.CONNECTION) {
            if (retrying.isEmpty()) {
                LOG.warn("pipeline {}: {}: {}; trying again", settings.pipeline(), who, cause.getMessage());
            }
            retrying = who + ": " + cause.getMessage();
        }
    }

    private final class ControlAnswers implements ControlThread.ControlEvents {
        @Override
        public void done(ControlCall call, int generation) {
            events.post(() -> {
                if (call instanceof ControlCall.BeginSeed begin
                        && reseedWatch.begun(begin.table().table(), begin.sink())) {
                    records.reseedBegun();
                }
                core.controlDone(call, generation);
            });
        }

        @Override
        public void answered(ControlCall.ChangeSchema call, SchemaAnswer need) {
            events.post(() -> {
                SchemaChange change = call.change();
                NamedSink sink = plugins.sinks().get(call.sink());
                boolean isLeftBehind = sink.sink().isKeyed() && change.leavesRowsBehind();
                LOG.info(
                        "pipeline {}: the {} of {} changed: {}; sink {} needs {}",
                        settings.pipeline(),
                        change.changesColumns() ? "columns" : "rows",
                        change.schema().table(),
                        change.describe(),
                        sink.name(),
                        switch (isLeftBehind ? SchemaAnswer.NEW_GENERATION : need) {
                            case DONE -> "nothing";
                            case READ_AGAIN -> "its rows once more";
                            case NEW_GENERATION -> "a new generation";
                        });
                core.schemaChanged(call, need);
            });
        }

        @Override
        public void failed(ControlCall call, Throwable cause) {
            CdcException known = Failures.of(cause, "keeping a sink's own state");
            events.post(() -> {
                noteRetry(known, "sink " + plugins.sinks().get(call.sink()).name());
                core.controlFailed(call, known);
            });
        }
    }

    private final class LetterAnswers implements LetterThread.LetterEvents {
        @Override
        public void done(LetterCall call, int count) {
            events.post(() -> {
                letterCount = count;
                core.lettersDone(call);
            });
        }

        @Override
        public void failed(LetterCall call, Throwable cause) {
            CdcException known = Failures.of(cause, "keeping dead letters");
            events.post(() -> core.lettersFailed(call, known));
        }

        @Override
        public void countsNotStored(Throwable cause) {
            CdcException known = Failures.of(cause, "storing the counters");
            events.post(() -> PipelineLoop.this.failed(known));
        }
    }

    private final class ReadAnswers implements SnapshotThreads.ReadEvents {
        @Override
        public void barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier) {
            events.post(() -> core.barrierTaken(request, barrier));
        }

        @Override
        public void chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds) {
            events.post(() -> core.chunkPlanned(request, bounds));
        }

        @Override
        public void estimated(long rows) {
            events.post(() -> estimate = rows);
        }

        @Override
        public void chunkRead(ReadRequest request, Chunk chunk) {
            events.post(() -> core.chunkRead(request, chunk));
        }

        @Override
        public void failed(ReadRequest request, Throwable cause) {
            CdcException known = Failures.of(cause, "reading " + request.table());
            events.post(() -> {
                noteRetry(known, "snapshot of " + request.table());
                core.readFailed(request, known);
            });
        }
    }

    // What the core wants.

    @Override
    public void openStream(int connection) {
        stream.requestOpen(connection);
    }

    @Override
    public void closeStream(int connection) {
        stream.closeStream();
    }

    @Override
    public void confirm(Position position) {
        stream.confirm(position);
        letters.store(counts());
    }

    @Override
    public void requestProgress() {
        stream.requestProgress();
    }

    @Override
    public void write(LaneWrite write) {
        lanes.get(write.sink()).get(write.lane()).write(write, core.marks());
    }

    @Override
    public void control(ControlCall call) {
        controls.get(call.sink()).call(call);
    }

    @Override
    public void read(ReadRequest request) {
        SnapshotThreads reading = snapshotThreads();
        if (reading == null) {
            failed(new CdcException(
                    ErrorKind.CONFIG,
                    "the capture can't read rows, which " + request.table()
                            + " needs; set `seed: {mode: never}` or use a capture that can"));
            return;
        }
        reading.read(request);
    }

    /** Rare, and small. */
    @Override
    public void storeSettled(Map<TableId, RowShape> settled) {
        if (!settled.equals(records.settled())) {
            records.storeSettled(settled);
        }
    }

    @Override
    public void letters(LetterCall call) {
        letters.call(call);
    }

    /** Made when first needed; null when the capture can't read rows. */
    private @Nullable SnapshotThreads snapshotThreads() {
        SnapshotThreads reading = snapshotThreads;
        if (reading == null) {
            Optional<Snapshot> snapshot = plugins.capture().snapshot();
            if (snapshot.isPresent()) {
                reading = new SnapshotThreads(
                        snapshot.get(), tablesToSeed, settings.readers(), this::namedReader, new ReadAnswers());
                snapshotThreads = reading;
            }
        }
        return reading;
    }

    private Thread namedReader(Runnable work) {
        Thread thread = host.threads().newThread(work);
        thread.setName("leat-" + settings.pipeline() + "-snapshot");
        threads.add(thread);
        return thread;
    }

    @Override
    public void readHead() {
        start(
                () -> {
                    try {
                        Position head = plugins.capture().head();
                        events.post(() -> core.headRead(head));
                    } catch (Throwable cause) {
                        CdcException known = Failures.of(cause, "reading the source's head");
                        events.post(() -> core.headFailed(known));
                    }
                },
                "head");
    }

    @Override
    public void finished() {
        over = true;
    }

    @Override
    public void failed(CdcException cause) {
        failure = cause;
        over = true;
    }

    private void publishStatus(boolean now) {
        long time = host.nanoTime().getAsLong();
        if (!now && time < statusDue) {
            return;
        }
        statusDue = time + STATUS_NANOS;
        if (core.wantsBatch() && !core.isRetrying()) {
            retrying = "";
        }
        String slow = slowest.name(time, waiting());
        String waitingFor = core.waitingFor();
        String awaited = waitingFor.isEmpty() ? slow : waitingFor;
        if (longWait.isNews(time, awaited)) {
            String who = waitingFor.isEmpty() ? "the other sinks wait for " : "seeding waits for ";
            LOG.warn("pipeline {}: {}{}", settings.pipeline(), who, awaited);
        }
        Accounting counts = core.accounting();
        statusListener.accept(new PipelineStatus(
                settings.pipeline(),
                state(),
                plugins.sinks().stream().map(NamedSink::name).toList(),
                counts.received(),
                counts.delivered(),
                counts.filtered(),
                counts.deadLettered(),
                counts.pending(),
                letterCount,
                counts.seeded(),
                estimate,
                PipelineRun.text(core.durable()),
                lag.bytes(),
                waitingFor,
                slow,
                Objects.toString(retrying, "")));
    }

    private long[] waiting() {
        long[] waiting = new long[plugins.sinks().size()];
        Arrays.setAll(waiting, core::waiting);
        return waiting;
    }

    private PipelineState state() {
        if (core.isRetrying()) {
            return PipelineState.RETRYING;
        }
        return core.isSeeded() ? PipelineState.STREAMING : PipelineState.SEEDING;
    }

    /** Notices when every table that is seeded anew has begun in every sink. */
    private static final class ReseedWatch {
        private final Set<String> open = new HashSet<>();

        ReseedWatch(Set<TableId> tables, int sinkCount) {
            for (TableId table : tables) {
                for (int sink = 0; sink < sinkCount; sink++) {
                    open.add(sink + " " + table);
                }
            }
        }

        boolean begun(TableId table, int sink) {
            return open.remove(sink + " " + table) && open.isEmpty();
        }
    }
}
