package dev.leat.sink.redis;

import dev.leat.api.change.ChangeCursor;

/** Turns changes into encoded commands, straight from their bytes. Single-threaded; one per lane, its buffers are reused. */
interface ChangeCommands {
    /** Longer strings are refused by every server; it would drop the connection. */
    int MAX_VALUE_BYTES = 512 * 1024 * 1024;

    /** The change has a value that no server takes; nothing was written. */
    int TOO_LONG = -1;

    /**
     * Writes what the change asks for. A TRUNCATE comes only in modes whose rows have no keys.
     *
     * @return how many commands that took, or {@link #TOO_LONG}
     */
    int write(TablePlan plan, ChangeCursor change);

    /**
     * Writes a message. Called only in modes that take them.
     *
     * @return as {@link #write}
     */
    default int writeMessage(ChangeCursor message) {
        throw new AssertionError("a message for a mode whose rows have keys");
    }
}
