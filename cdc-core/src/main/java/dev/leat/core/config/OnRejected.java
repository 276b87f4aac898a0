package dev.leat.core.config;

/** What a pipeline does with a change that a target refuses for good. */
public enum OnRejected {
    /** Stops at the change. */
    STOP,
    /** Puts it aside and goes on. */
    DEAD_LETTER
}
