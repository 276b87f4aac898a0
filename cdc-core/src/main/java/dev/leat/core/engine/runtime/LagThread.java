package dev.leat.core.engine.runtime;

import dev.leat.api.capture.Capture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples how far the source is ahead of what was confirmed to it, on a thread of its own: a source that does not answer such
 * a question holds nothing up.
 */
final class LagThread implements Runnable, AutoCloseable {
    /** What {@link #bytes} is before the first sample, and where a lag means nothing. */
    static final long UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(LagThread.class);

    private final Capture capture;
    private final String pipeline;
    private final long intervalMillis;
    private boolean failing;
    private volatile long bytes = UNKNOWN;
    private volatile boolean closed;

    LagThread(Capture capture, String pipeline, long intervalMillis) {
        this.capture = capture;
        this.pipeline = pipeline;
        this.intervalMillis = intervalMillis;
    }

    /** The last sample. */
    long bytes() {
        return bytes;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(intervalMillis); // first: a short run asks for none
                sample();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it when it is interrupted next, whatever the capture makes of that. */
    @Override
    public void close() {
        closed = true;
    }

    private void sample() {
        try {
            bytes = capture.lag().orElse(UNKNOWN);
            failing = false;
        } catch (RuntimeException failure) {
            bytes = UNKNOWN;
            if (!failing && !closed) {
                LOG.warn("pipeline {}: its lag is not known: {}", pipeline, failure.getMessage());
            }
            failing = true;
        }
    }
}
