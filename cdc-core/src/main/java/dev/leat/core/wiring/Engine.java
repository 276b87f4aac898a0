package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.engine.runtime.Host;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.core.plugin.PluginCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Pipelines that run in one process, each independent of the others: one that stops leaves the others running. Thread-safe.
 *
 * <p>An engine ends when all its pipelines have ended. It never ends the process, installs no signal handler, opens no port
 * and sets up no logging; that is its host's.
 */
public final class Engine {
    /** How long an aborted pipeline may take to close its connections. */
    private static final Duration ABORT = Duration.ofSeconds(2);

    private final List<EnginePipeline> pipelines;
    private final CountDownLatch running;
    private final Host host;

    private Engine(List<EnginePipeline> pipelines, Host host) {
        this.pipelines = List.copyOf(pipelines);
        this.running = new CountDownLatch(pipelines.size());
        this.host = host;
    }

    /**
     * Makes all pipelines, then starts them, each on a thread of its own.
     *
     * @throws CdcException CONFIG when a plugin refuses its options or two definitions are one pipeline; nothing was started
     */
    public static Engine open(
            List<PipelineDefinition> definitions,
            PluginCatalog plugins,
            RunMode mode,
            Host host,
            EngineListener listener) {
        refuseTwins(definitions);
        List<EnginePipeline> pipelines = new ArrayList<>();
        for (PipelineDefinition definition : definitions) {
            LateStateStore state = new LateStateStore();
            PipelineParts parts = PipelineParts.of(definition, plugins, state, mode);
            pipelines.add(new EnginePipeline(definition, parts, state, host, listener));
        }
        Engine engine = new Engine(pipelines, host);
        pipelines.forEach(engine::start);
        return engine;
    }

    private static void refuseTwins(List<PipelineDefinition> definitions) {
        Map<Path, PipelineDefinition> byState = new HashMap<>();
        for (PipelineDefinition definition : definitions) {
            PipelineDefinition twin = byState.putIfAbsent(definition.state().resolve(definition.name()), definition);
            if (twin != null) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        twin.file() + " and " + definition.file() + " are both pipeline " + definition.name()
                                + " with the same state folder; give one of them another name");
            }
        }
    }

    private void start(EnginePipeline pipeline) {
        Thread thread = host.threads().newThread(() -> {
            try {
                pipeline.run();
            } finally {
                running.countDown();
            }
        });
        thread.setName("leat-" + pipeline.name());
        thread.start();
    }

    /** The latest status of each pipeline, in the order in which they were given. */
    public List<PipelineStatus> statuses() {
        return pipelines.stream().map(EnginePipeline::status).toList();
    }

    /** Waits until every pipeline has ended, or the time is over; returns whether all have ended. */
    public boolean await(Duration timeout) throws InterruptedException {
        return running.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends every pipeline in order: what was received is written and confirmed. What takes longer than {@code deadline} is
     * cut off as a crash would cut it off: nothing is lost, some changes are delivered again.
     *
     * @return whether all ended in order
     */
    public boolean close(Duration deadline) throws InterruptedException {
        pipelines.forEach(EnginePipeline::stop);
        if (await(deadline)) {
            return true;
        }
        pipelines.forEach(EnginePipeline::abort);
        await(ABORT);
        return false;
    }
}
