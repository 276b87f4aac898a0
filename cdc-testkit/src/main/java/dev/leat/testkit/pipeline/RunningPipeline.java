package dev.leat.testkit.pipeline;

import dev.leat.api.capture.Capture;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.Sink;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.decision.SeedPace;
import dev.leat.core.engine.runtime.Host;
import dev.leat.core.engine.runtime.NamedSink;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.core.engine.runtime.PipelineRecords;
import dev.leat.core.engine.runtime.PipelineRun;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.core.engine.runtime.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A pipeline that runs in threads of its own; {@link #close} stops it in order. */
public final class RunningPipeline implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final PipelineRun run;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private RunningPipeline(PipelineRun run) {
        this.run = run;
        Thread loop = new Thread(
                () -> {
                    try {
                        outcome.complete(run.run());
                    } catch (Throwable failure) {
                        outcome.completeExceptionally(failure);
                    }
                },
                "leat-test-loop");
        loop.setDaemon(true);
        loop.start();
    }

    /** Starts a pipeline that runs until it is closed. */
    public static RunningPipeline start(Capture capture, Sink sink, PipelineRecords records) {
        return start(settings(false), capture, List.of(new NamedSink("target", sink, SchemaPolicy.APPLY)), records);
    }

    /** Runs a pipeline with these sinks until it has caught up, and waits for that. */
    public static Outcome catchUp(Capture capture, List<NamedSink> sinks, PipelineRecords records) {
        return start(settings(true), capture, sinks, records).await(Duration.ofSeconds(60));
    }

    /** Runs a pipeline until it has caught up, and waits for that. */
    public static Outcome catchUp(Capture capture, Sink sink, PipelineRecords records) {
        return catchUp(capture, List.of(new NamedSink("target", sink, SchemaPolicy.APPLY)), records);
    }

    /** Starts a pipeline. */
    public static RunningPipeline start(
            RunSettings settings, Capture capture, List<NamedSink> sinks, PipelineRecords records) {
        Random random = new Random(1);
        Host host = new Host(
                work -> {
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                },
                System::nanoTime,
                bound -> random.nextLong(Math.max(1, bound)));
        return new RunningPipeline(new PipelineRun(settings, capture, sinks, records, host));
    }

    /** Two lanes, two readers, small chunks, a confirmation every 100 ms. */
    public static RunSettings settings(boolean untilCaughtUp) {
        return new RunSettings(
                "test",
                2,
                true,
                2,
                SeedPace.unlimited(1000),
                Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE),
                8 << 20,
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                1,
                false,
                untilCaughtUp,
                "leat reseed test.yaml");
    }

    /** The latest status. */
    public PipelineStatus status() {
        return run.status();
    }

    /** Asks for an orderly end. */
    public void stop() {
        run.stop();
    }

    /** Ends it as a crash would, apart from the connections that are closed. */
    public Outcome abort() {
        run.abort();
        return await(CLOSE_TIMEOUT);
    }

    /** Waits for the end. */
    public Outcome await(Duration timeout) {
        try {
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception failure) {
            throw new AssertionError("the pipeline did not end: " + status(), failure);
        }
    }

    /** Whether it has ended. */
    public boolean isOver() {
        return outcome.isDone();
    }

    @Override
    public void close() {
        run.stop();
        await(CLOSE_TIMEOUT);
    }
}
