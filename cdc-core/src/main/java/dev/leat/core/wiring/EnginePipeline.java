package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.OnRejected;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.deadletter.FileDeadLetters;
import dev.leat.core.engine.runtime.Host;
import dev.leat.core.engine.runtime.NamedSink;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.core.engine.runtime.PipelineRun;
import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.ProcessOwner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pipeline of an engine: holds its state folder while it runs. */
final class EnginePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(EnginePipeline.class);

    private final PipelineDefinition definition;
    private final PipelineParts parts;
    private final LateStateStore state;
    private final Host host;
    private final EngineListener listener;
    private @Nullable PipelineRun run;
    private boolean stopAsked;

    EnginePipeline(
            PipelineDefinition definition,
            PipelineParts parts,
            LateStateStore state,
            Host host,
            EngineListener listener) {
        this.definition = definition;
        this.parts = parts;
        this.state = state;
        this.host = host;
        this.listener = listener;
    }

    String name() {
        return definition.name();
    }

    /** Runs to the end on the calling thread, and tells the listener. */
    void run() {
        long start = host.nanoTime().getAsLong();
        Outcome outcome = runLocked();
        Duration took = Duration.ofNanos(host.nanoTime().getAsLong() - start);
        listener.ended(new PipelineEnd(
                definition,
                outcome,
                parts.targets().stream()
                        .map(target -> new PipelineEnd.SinkCount(
                                target.name(), target.sink().written()))
                        .toList(),
                took,
                leftBehind(outcome)));
    }

    private Outcome runLocked() {
        try (FileStateStore store =
                FileStateStore.open(definition.state(), definition.name(), ProcessOwner.current())) {
            state.open(store);
            List<NamedSink> sinks =
                    parts.targets().stream().map(target -> target.named()).toList();
            FilePipelineRecords records = new FilePipelineRecords(store, InstantSource.system(), letters(store));
            PipelineRun created = new PipelineRun(parts.settings(), parts.capture(), sinks, records, host);
            synchronized (this) {
                run = created;
                if (stopAsked) {
                    created.stop();
                }
            }
            return created.run();
        } catch (CdcException failure) {
            return failed(failure);
        } catch (RuntimeException | Error failure) {
            return failed(new CdcException(
                    ErrorKind.INTERNAL, "unexpected " + failure.getClass().getSimpleName(), failure));
        }
    }

    private Optional<DeadLetters> letters(FileStateStore store) {
        return definition.onRejected() == OnRejected.DEAD_LETTER
                ? Optional.of(new FileDeadLetters(
                        store, InstantSource.system(), "leat dead-letters list " + definition.file()))
                : Optional.empty();
    }

    /** The state folder could not be taken: nothing was connected or changed. */
    private Outcome failed(CdcException cause) {
        int exitCode = switch (cause.kind()) {
            case CONFIG, SETUP, FENCED -> 2;
            case GAP, REJECTED, CONNECTION, TARGET_LOST, SOURCE_CHANGED, DECODE, INTERNAL -> 1;
        };
        return new Outcome(exitCode, cause, status(PipelineState.FAILED, cause.getMessage()));
    }

    /** Nothing can be left behind by a pipeline that changed nothing. */
    private Optional<String> leftBehind(Outcome outcome) {
        if (outcome.exitCode() == 2) {
            return Optional.empty();
        }
        try {
            return parts.capture().leftBehind();
        } catch (RuntimeException failure) {
            LOG.warn("pipeline {}: can't tell what stays on the source", name(), failure);
            return Optional.empty();
        }
    }

    synchronized void stop() {
        stopAsked = true;
        if (run != null) {
            run.stop();
        }
    }

    synchronized void abort() {
        stopAsked = true;
        if (run != null) {
            run.abort();
        }
    }

    synchronized PipelineStatus status() {
        return run == null ? status(PipelineState.STARTING, "") : run.status();
    }

    private PipelineStatus status(PipelineState current, String error) {
        List<String> sinks =
                parts.targets().stream().map(PipelineParts.Target::name).toList();
        return new PipelineStatus(name(), current, sinks, 0, 0, 0, 0, 0, 0, 0, 0, "", -1, "", "", error);
    }
}
