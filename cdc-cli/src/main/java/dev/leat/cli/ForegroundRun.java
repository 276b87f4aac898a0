package dev.leat.cli;

import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.engine.runtime.Host;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.Engine;
import dev.leat.core.wiring.PipelineEnd;
import dev.leat.core.wiring.RunMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pipelines as the one thing that this process does: runs them, tells how they are and how they ended. */
final class ForegroundRun {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long REFRESH_MILLIS = 250;

    private final Console console;
    private final List<PipelineDefinition> definitions;
    private final PluginCatalog plugins;
    private final RunMode mode;
    private final boolean tellsLeftBehind;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final AtomicInteger exitCode = new AtomicInteger();

    /**
     * A run that was not started yet.
     *
     * @param tellsLeftBehind whether an end names what stays on the source
     */
    ForegroundRun(
            Console console,
            List<PipelineDefinition> definitions,
            PluginCatalog plugins,
            RunMode mode,
            boolean tellsLeftBehind) {
        this.console = console;
        this.definitions = List.copyOf(definitions);
        this.plugins = plugins;
        this.mode = mode;
        this.tellsLeftBehind = tellsLeftBehind;
    }

    /** Asks for an end in order. Any thread. */
    void stop() {
        stopAsked.countDown();
    }

    /** Runs to the end; the highest of the pipelines' exit codes. */
    int run() throws InterruptedException {
        Host host = new Host(ForegroundRun::daemon, System::nanoTime, ThreadLocalRandom.current()::nextLong);
        Engine engine = Engine.open(definitions, plugins, mode, host, this::ended);
        Progress progress = new Progress(System::nanoTime);
        while (!engine.await(Duration.ZERO)) {
            if (stopAsked.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
                close(engine);
                break;
            }
            if (console.hasProgress()) {
                console.progress(progress.line(engine.statuses()));
            }
        }
        console.endProgress();
        return exitCode.get();
    }

    private void close(Engine engine) throws InterruptedException {
        if (!engine.close(DRAIN)) {
            console.note("not everything was written and confirmed within " + DRAIN.toSeconds()
                    + " s; the next run delivers the rest");
        }
    }

    private void ended(PipelineEnd end) {
        exitCode.accumulateAndGet(end.outcome().exitCode(), Math::max);
        String subject = end.definition().name() + ": ";
        if (end.outcome().cause() != null) {
            console.failure(subject, end.outcome().cause());
        }
        console.note(subject + Summary.of(end));
        if (tellsLeftBehind) {
            end.leftBehind().ifPresent(left -> console.note(subject + left));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }
}
