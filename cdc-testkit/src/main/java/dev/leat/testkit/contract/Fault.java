package dev.leat.testkit.contract;

/**
 * What goes wrong between the engine, a plugin and its server. Every suite brings about each of them, and a plugin for which
 * one means nothing says why ({@link Inapplicable}).
 */
public enum Fault {
    /** The target refuses one change for good and takes the others. */
    REJECT,
    /** A request took effect and its answer was lost. */
    FAIL_AFTER_WRITE,
    /** A request, or its answer, is on its way for as long as the test wants. */
    HOLD,
    /** Everything arrives late and in small pieces. */
    SLOW,
    /** A request or an answer is cut in its middle. */
    PARTIAL,
    /** The same changes come again, or the same call is made again. */
    DUPLICATE,
    /** Older changes come after newer ones, as in a replay after a crash. */
    REORDER,
    /** Connections are reset; or nobody listens for a while. */
    DISCONNECT,
    /** Credentials that worked are refused. */
    AUTH_EXPIRE
}
