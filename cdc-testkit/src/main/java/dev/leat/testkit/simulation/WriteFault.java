package dev.leat.testkit.simulation;

/** What goes wrong with a write. */
enum WriteFault {
    /** Nothing. */
    NONE,
    /** The target refuses one of the changes for good; the others are durable. */
    REJECT,
    /** The connection breaks before anything is written. */
    FAIL_BEFORE,
    /** The first changes are written, then the connection breaks. */
    FAIL_MIDDLE,
    /** Everything is written, and the answer is lost. */
    FAIL_AFTER,
    /** The connection breaks, and the request runs later, or never. */
    DISCONNECT,
    /** The answer comes very late. */
    HOLD,
    /** The answer comes late. */
    SLOW
}
