package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.core.engine.decision.Backoff;
import dev.leat.core.engine.decision.CoreSettings;
import dev.leat.core.engine.decision.Rules;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline from its start to its end. {@link #run} blocks its caller, whose thread becomes the pipeline's loop; the other
 * methods may be called from any thread.
 */
public final class PipelineRun {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
    private static final long FIRST_PAUSE_NANOS = 100_000_000L;
    private static final long MAX_PAUSE_NANOS = 2_000_000_000L;

    private final RunSettings settings;
    private final Capture capture;
    private final List<NamedSink> sinks;
    private final PipelineRecords records;
    private final Host host;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile @Nullable PipelineLoop loop;
    private PipelineStatus earlier;
    private volatile PipelineStatus status;

    /** A pipeline that was not started yet; it owns the capture and the sinks and closes them. */
    public PipelineRun(
            RunSettings settings, Capture capture, List<NamedSink> sinks, PipelineRecords records, Host host) {
        this.settings = settings;
        this.capture = capture;
        this.sinks = List.copyOf(sinks);
        this.records = records;
        this.host = host;
        this.earlier = idle(PipelineState.STARTING, "");
        this.status = earlier;
    }

    /** Runs until the pipeline ends by itself, fails or is stopped. Never throws for a failure of the pipeline. */
    public Outcome run() {
        PipelineStart start = new PipelineStart(settings, capture, sinks, records);
        Outcome outcome;
        try {
            outcome = runSessions(start);
        } catch (Throwable failure) {
            CdcException cause = Failures.of(failure, "starting");
            outcome = ended(exitCode(cause.kind(), start.changedSomething()), cause);
        } finally {
            sinks.forEach(sink -> sink.sink().close());
            capture.close();
        }
        return outcome;
    }

    /**
     * From a start to its end, again and again while a target loses tables under way, or a gap appears that may be mended
     * without asking: such an end is a crash's, so nothing was confirmed that is not durable, and the next start asks each sink
     * what it holds.
     */
    private Outcome runSessions(PipelineStart start) throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_PAUSE_NANOS, MAX_PAUSE_NANOS, host.below());
        for (int losses = 0; ; losses++) {
            PipelineStart.Started started = startWithRetries(start, losses > 0);
            if (started == null) {
                return ended(0, null);
            }
            PipelineLoop running = open(started);
            CdcException cause = running.run();
            if (cause == null) {
                return ended(0, null);
            }
            if (cause.kind() == ErrorKind.GAP) {
                cause = recorded(cause);
            }
            if (!mayBeginAnew(cause.kind())) {
                return ended(exitCode(cause.kind(), true), cause);
            }
            earlier = status;
            if (pauses(cause, backoff.nanos(losses + 1))) {
                return ended(0, null);
            }
            running.awaitThreads();
        }
    }

    private boolean mayBeginAnew(ErrorKind kind) {
        return switch (kind) {
            case TARGET_LOST, SOURCE_CHANGED -> true;
            case GAP -> settings.reseedOnGap();
            default -> false;
        };
    }

    private PipelineStart.@Nullable Started startWithRetries(PipelineStart start, boolean again)
            throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_PAUSE_NANOS, MAX_PAUSE_NANOS, host.below());
        long deadline = host.nanoTime().getAsLong() + settings.connectTimeout().toNanos();
        for (int failures = 1; ; failures++) {
            try {
                return start.start();
            } catch (CdcException failure) {
                long pause = backoff.nanos(failures);
                boolean tooLate = !again && host.nanoTime().getAsLong() + pause > deadline;
                if (!mayPass(failure.kind()) || tooLate) {
                    throw failure;
                }
                if (pauses(failure, pause)) {
                    return null;
                }
            }
        }
    }

    private static boolean mayPass(ErrorKind kind) {
        return switch (kind) {
            case CONNECTION, TARGET_LOST, SOURCE_CHANGED -> true;
            default -> false;
        };
    }

    /** Whether it was asked to stop meanwhile. */
    private boolean pauses(CdcException failure, long nanos) throws InterruptedException {
        status = idle(PipelineState.RETRYING, failure.getMessage()).after(earlier);
        LOG.warn("pipeline {}: {}; trying again", settings.pipeline(), failure.getMessage());
        return stopAsked.await(nanos, TimeUnit.NANOSECONDS);
    }

    private PipelineLoop open(PipelineStart.Started started) {
        CoreSettings core = new CoreSettings(
                started.source(),
                started.epoch(),
                settings.lanes(),
                settings.seed(),
                settings.readers(),
                settings.pace(),
                capture.readsInKeyOrder(),
                records.deadLetters().isPresent(),
                settings.operations(),
                settings.maxInFlightBytes(),
                settings.statusInterval().toNanos(),
                settings.fingerprint(),
                host.below(),
                Rules.all());
        PipelineLoop running = new PipelineLoop(
                settings,
                core,
                started,
                new Plugins(capture, sinks),
                records,
                host,
                next -> status = next.after(earlier));
        loop = running;
        if (stopAsked.getCount() == 0) {
            running.stop();
        }
        return running;
    }

    private CdcException recorded(CdcException gap) {
        String message = gap.getMessage() + "; `" + settings.reseedCommand() + "` and the next run mend it";
        records.recordGap(new PipelineRecords.Gap(Set.of(), message));
        return new CdcException(ErrorKind.GAP, message, gap);
    }

    /** Ends the pipeline in order: what was received is written and confirmed. */
    public void stop() {
        stopAsked.countDown();
        PipelineLoop running = loop;
        if (running != null) {
            running.stop();
        }
    }

    /** Ends the pipeline at once, as a crash would. */
    public void abort() {
        stopAsked.countDown();
        PipelineLoop running = loop;
        if (running != null) {
            running.abort();
        }
    }

    /** The latest status. */
    public PipelineStatus status() {
        return status;
    }

    private Outcome ended(int exitCode, @Nullable CdcException cause) {
        PipelineState state =
                exitCode == 0 ? PipelineState.STOPPED : exitCode == 3 ? PipelineState.GAP : PipelineState.FAILED;
        PipelineStatus last = status;
        String error = cause == null ? "" : Objects.toString(cause.getMessage(), "");
        status = new PipelineStatus(
                last.pipeline(),
                state,
                last.sinks(),
                last.received(),
                last.delivered(),
                last.filtered(),
                last.deadLettered(),
                last.pending(),
                last.deadLetters(),
                last.seeded(),
                last.estimate(),
                last.position(),
                LagThread.UNKNOWN,
                "",
                "",
                error);
        return new Outcome(exitCode, cause, status);
    }

    private PipelineStatus idle(PipelineState state, @Nullable String error) {
        return new PipelineStatus(
                settings.pipeline(),
                state,
                sinks.stream().map(NamedSink::name).toList(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                "",
                LagThread.UNKNOWN,
                "",
                "",
                Objects.toString(error, ""));
    }

    private static int exitCode(ErrorKind kind, boolean changedSomething) {
        return switch (kind) {
            case CONFIG, SETUP -> changedSomething ? 1 : 2;
            case GAP, REJECTED -> 3;
            case CONNECTION, TARGET_LOST, SOURCE_CHANGED, DECODE, FENCED, INTERNAL -> 1;
        };
    }

    /**
     * What a loop drives.
     *
     * @param capture the source
     * @param sinks the targets, in the order of the file
     */
    record Plugins(Capture capture, List<NamedSink> sinks) {}

    /** The text of a position, for the status. */
    static String text(@Nullable Position position) {
        return position == null ? "" : position.text();
    }
}
