package dev.leat.api;

/**
 * Why something failed. The kind alone decides what the engine does next; nothing else looks at messages or causes.
 */
public enum ErrorKind {
    /** The pipeline file is wrong. The pipeline stops, nothing was changed. */
    CONFIG,

    /**
     * A prerequisite is missing on a server: password, TLS, database, permission, server setting. The pipeline stops
     * without a retry.
     */
    SETUP,

    /** A server can't be reached, or a connection broke. Retried with backoff; a stop only before the first contact. */
    CONNECTION,

    /**
     * A target lost a table that it had, such as an index that was dropped. The pipeline begins anew by itself, as after a
     * crash, and seeds what the target then calls unseeded.
     */
    TARGET_LOST,

    /**
     * The source answers, but with another history than the one the pipeline began with: it was failed over, or restored. The
     * pipeline begins anew by itself, as after a crash, and that start finds out whether it can go on.
     */
    SOURCE_CHANGED,

    /** Bytes or states that the plugin does not understand. The pipeline stops. */
    DECODE,

    /** A range of the source's history can no longer be read. Sticky until a reseed. */
    GAP,

    /** A target refused a change for good. Stops, or goes to the dead letters, as the file says. */
    REJECTED,

    /** Another process owns the pipeline, or this one was fenced off. The pipeline stops without writing again. */
    FENCED,

    /** A broken invariant: a bug in Leat or in a plugin. The pipeline stops. */
    INTERNAL
}
