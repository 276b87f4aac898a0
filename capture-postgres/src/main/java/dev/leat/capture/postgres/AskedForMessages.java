package dev.leat.capture.postgres;

import dev.leat.api.state.StateStore;

/**
 * Whether the server sends logical messages: once it was asked to, for ever. They count among the changes of their
 * transaction, and one that was written in part must have the same numbers when it comes again, also when nobody wants them any
 * more.
 */
final class AskedForMessages {
    private static final String NAME = "asked-for-messages";

    private final StateStore state;

    AskedForMessages(StateStore state) {
        this.state = state;
    }

    boolean before() {
        return state.read(NAME).isPresent();
    }

    /** Whether to ask now; remembers it. */
    boolean now(boolean wanted) {
        boolean known = before();
        if (wanted && !known) {
            state.write(NAME, new byte[] {'1'});
        }
        return wanted || known;
    }
}
