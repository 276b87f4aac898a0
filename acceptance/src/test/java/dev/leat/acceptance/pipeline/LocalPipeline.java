package dev.leat.acceptance.pipeline;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.sink.Sink;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.PostgresCaptureFactory;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.decision.SeedPace;
import dev.leat.core.engine.runtime.Host;
import dev.leat.core.engine.runtime.NamedSink;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.core.engine.runtime.PipelineRun;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.core.engine.runtime.RunSettings;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A pipeline from PostgreSQL to Redis or a search server that runs in this process and can be crashed and run again: what it has on its own
 * machine, and what was done to its sink, stay. Used by the test's thread.
 */
public final class LocalPipeline implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Set<Operation> OPERATIONS =
            EnumSet.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);

    private final LocalSetup setup;
    private final MemoryState state = new MemoryState();
    private final MemoryRecords records = new MemoryRecords();
    private final CrashPoints crashPoints = new CrashPoints();
    private final Map<String, Supplier<Sink>> beside = new LinkedHashMap<>();
    private @Nullable Running running;

    /** A pipeline that does not run yet. */
    public LocalPipeline(LocalSetup setup) {
        this.setup = setup;
    }

    /** Adds another sink, from the next start on. */
    public void addSink(String name, Supplier<Sink> sink) {
        beside.put(name, sink);
    }

    /** Starts it, for the first time or again; returns at once. */
    public void start() {
        start(false);
    }

    /** Runs it until it has caught up, and expects that it does. */
    public void runUntilCaughtUp() {
        start(true);
        Outcome outcome = awaitEnd();
        if (outcome.exitCode() != 0) {
            throw new AssertionError("the pipeline ended before it had caught up: " + outcome, outcome.cause());
        }
    }

    private void start(boolean untilCaughtUp) {
        if (running != null) {
            throw new IllegalStateException("the pipeline runs already");
        }
        CrashPoints.OfRun points = crashPoints.forRun();
        StateStore store = state.forRun(points);
        PipelineRun run = new PipelineRun(
                settings(untilCaughtUp),
                new SteppedCapture(capture(store), setup.steps(), points),
                sinks(new FaultySink(sink(store), setup.faults(), points)),
                records,
                new Host(
                        work -> {
                            Thread thread = new Thread(work);
                            thread.setDaemon(true);
                            return thread;
                        },
                        System::nanoTime,
                        bound -> ThreadLocalRandom.current().nextLong(bound)));
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> outcome.complete(run.run()), "pipeline-" + setup.name());
        thread.setDaemon(true);
        thread.start();
        running = new Running(run, outcome, points);
    }

    private List<NamedSink> sinks(Sink first) {
        List<NamedSink> sinks = new ArrayList<>();
        sinks.add(new NamedSink(setup.target().name(), first, SchemaPolicy.APPLY));
        beside.forEach((name, sink) -> sinks.add(new NamedSink(name, sink.get(), SchemaPolicy.APPLY)));
        return sinks;
    }

    private RunSettings settings(boolean untilCaughtUp) {
        return new RunSettings(
                setup.name(),
                setup.lanes(),
                true,
                2,
                SeedPace.unlimited(setup.chunkRows()),
                OPERATIONS,
                8 << 20,
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                1,
                false,
                untilCaughtUp,
                "leat reseed " + setup.name());
    }

    private Capture capture(StateStore store) {
        PostgresCaptureFactory factory = new PostgresCaptureFactory();
        List<TablePattern> tables = setup.tables().stream()
                .map(table -> table.split("[.]", 2))
                .map(parts -> new TablePattern(parts[0], parts[1], false, false, List.of(), "test.yaml:1:1"))
                .toList();
        return factory.create(
                GivenOptions.of(factory.options(), "url", setup.sourceUrl()),
                new CaptureContext(
                        setup.name(),
                        new TableSelection(tables, List.of(), OPERATIONS),
                        new BatchLimits(setup.batchChanges(), 4 << 20, Duration.ofMillis(20)),
                        store));
    }

    private Sink sink(StateStore store) {
        LocalSink target = setup.target();
        return target.make(new SinkContext(setup.name(), target.name(), setup.lanes(), store));
    }

    /** Where it puts aside what its sinks refuse, from the next start on; without, such a change ends it. */
    public void putAsideIn(DeadLetters letters) {
        records.putAsideIn(letters);
    }

    /** What it is doing. */
    public PipelineStatus status() {
        return running().run.status();
    }

    /** Waits until its status is so; fails when it ends before. */
    public void await(String what, Predicate<PipelineStatus> wanted) {
        Running now = running();
        try {
            Awaitility.await(what)
                    .atMost(DEADLINE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> now.outcome.isDone() || wanted.test(now.run.status()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not within " + DEADLINE + ": " + what + "; " + now.run.status(), e);
        }
        if (now.outcome.isDone() && !wanted.test(now.run.status())) {
            Outcome end = now.outcome.join();
            throw new AssertionError("the pipeline ended before " + what + ": " + end, end.cause());
        }
    }

    /** Waits until every table is seeded. */
    public void awaitSeeded() {
        await("every table is seeded", status -> status.state() == PipelineState.STREAMING);
    }

    /** Waits until everything that is committed now is durable in the target, seeding included. */
    public void awaitCaughtUp(TestDatabase source) {
        awaitCaughtUpOr(source, () -> false);
    }

    /** The same, or until it needs no more. */
    public void awaitCaughtUpOr(TestDatabase source, BooleanSupplier enough) {
        String head = source.server().query("SELECT pg_current_wal_insert_lsn()");
        // the stream passes the place though nothing else happens
        source.execute("SELECT pg_logical_emit_message(true, 'test', 'behind')");
        Position wanted = new Position(LogSequenceNumber.valueOf(head).asLong(), head);
        await(
                "the target has everything up to " + head,
                status -> enough.getAsBoolean()
                        || (status.state() == PipelineState.STREAMING && hasReached(status, wanted)));
    }

    private static boolean hasReached(PipelineStatus status, Position wanted) {
        return !status.position().isEmpty()
                && new Position(LogSequenceNumber.valueOf(status.position()).asLong(), status.position())
                        .isAtOrAfter(wanted);
    }

    /** Ends it as a crash would: nothing is drained, and nothing is stored any more. Returns when it is gone. */
    public void crash() {
        Running now = running();
        now.points.crash();
        now.run.abort();
        setup.faults().release();
        awaitEnd();
    }

    /** Ends it in order. */
    public Outcome stop() {
        running().run.stop();
        return awaitEnd();
    }

    /** Ends it in order and expects that it does; or leaves it, half ended, where it is enough. */
    public void stopOr(BooleanSupplier enough) {
        Running now = running();
        now.run.stop();
        Awaitility.await("the pipeline ends")
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> now.outcome.isDone() || enough.getAsBoolean());
        if (now.outcome.isDone()) {
            Outcome outcome = awaitEnd();
            if (outcome.exitCode() != 0) {
                throw new AssertionError("the pipeline did not end in order: " + outcome, outcome.cause());
            }
        }
    }

    /** Waits until it has ended, by itself or because it was asked to. */
    public Outcome awaitEnd() {
        Running now = running();
        Awaitility.await("the pipeline ends")
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(now.outcome::isDone);
        running = null;
        return now.outcome.join();
    }

    /** Loses what it has on its own machine. */
    public void loseState() {
        state.clear();
    }

    /** Asks that the next run seeds every table anew. */
    public void askForReseed() {
        records.askForReseed();
    }

    /** Where it can be crashed. */
    public CrashPoints crashPoints() {
        return crashPoints;
    }

    /** What is done to its sink. */
    public SinkFaults faults() {
        return setup.faults();
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the pipeline does not run");
        }
        return now;
    }

    @Override
    public void close() {
        if (running != null) {
            crash();
        }
    }

    private record Running(PipelineRun run, CompletableFuture<Outcome> outcome, CrashPoints.OfRun points) {}

    /**
     * What a pipeline in this process is like.
     *
     * @param name of the pipeline
     * @param sourceUrl as a file would have it
     * @param target its first sink
     * @param tables qualified
     * @param faults around the sink
     * @param steps around the reads
     * @param chunkRows about how many rows a chunk has
     * @param batchChanges how many changes a batch has at most
     * @param lanes per sink
     */
    public record LocalSetup(
            String name,
            String sourceUrl,
            LocalSink target,
            List<String> tables,
            SinkFaults faults,
            ChunkSteps steps,
            int chunkRows,
            int batchChanges,
            int lanes) {
        /** Small chunks and batches, so that a small table has many of them. */
        public static LocalSetup of(String name, TestDatabase source, RedisTarget target, List<String> tables) {
            return of(name, source, LocalSink.redis(target.url()), tables);
        }

        /** The same to any sink. */
        public static LocalSetup of(String name, TestDatabase source, LocalSink target, List<String> tables) {
            return new LocalSetup(
                    name, source.leatUrl(), target, tables, new SinkFaults("ledger"), ChunkSteps.NONE, 500, 256, 2);
        }

        /** The same from another address of the source. */
        public LocalSetup from(String url) {
            return new LocalSetup(name, url, target, tables, faults, steps, chunkRows, batchChanges, lanes);
        }

        /** The same to Redis at another address. */
        public LocalSetup to(String url) {
            return new LocalSetup(
                    name, sourceUrl, LocalSink.redis(url), tables, faults, steps, chunkRows, batchChanges, lanes);
        }

        /** The same with something around the reads. */
        public LocalSetup with(ChunkSteps around) {
            return new LocalSetup(name, sourceUrl, target, tables, faults, around, chunkRows, batchChanges, lanes);
        }

        /** The same with this table as the ledger. */
        public LocalSetup withLedger(String table) {
            return new LocalSetup(
                    name, sourceUrl, target, tables, new SinkFaults(table), steps, chunkRows, batchChanges, lanes);
        }

        /** The same with chunks of another size. */
        public LocalSetup withChunkRows(int rows) {
            return new LocalSetup(name, sourceUrl, target, tables, faults, steps, rows, batchChanges, lanes);
        }

        /** The same with another number of lanes. */
        public LocalSetup withLanes(int count) {
            return new LocalSetup(name, sourceUrl, target, tables, faults, steps, chunkRows, batchChanges, count);
        }

        /** The same with batches of another size. */
        public LocalSetup withBatchChanges(int changes) {
            return new LocalSetup(name, sourceUrl, target, tables, faults, steps, chunkRows, changes, lanes);
        }
    }
}
