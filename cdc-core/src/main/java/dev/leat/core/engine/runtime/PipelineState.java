package dev.leat.core.engine.runtime;

import java.util.Locale;

/** What a pipeline is doing, as its status shows it. */
public enum PipelineState {
    /** Connecting and asking the sinks what they hold. */
    STARTING,
    /** Waiting for another owner to go. */
    STANDBY,
    /** Streaming, and seeding at least one table. */
    SEEDING,
    /** Streaming; every table is seeded. */
    STREAMING,
    /** A server can't be reached; trying again. */
    RETRYING,
    /** Stopped because a range of history is missing. */
    GAP,
    /** Ended as it was asked to. */
    STOPPED,
    /** Ended by a failure. */
    FAILED;

    /** The name in status documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
