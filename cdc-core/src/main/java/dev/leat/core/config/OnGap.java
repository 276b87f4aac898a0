package dev.leat.core.config;

/** What a pipeline does when a range of the source's history can no longer be read. */
public enum OnGap {
    /** Stops until {@code leat reseed} is asked for. */
    STOP,
    /** Seeds the affected tables again. */
    RESEED
}
