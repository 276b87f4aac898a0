package dev.leat.core.engine.decision;

import dev.leat.api.sink.RejectedChange;
import java.util.List;

/** Something to be done with the dead letters. Identity matters: answers name it. */
public abstract sealed class LetterCall {
    LetterCall() {}

    /** Puts changes aside that a sink refused. Its lane waits meanwhile, and nothing of the write counts as delivered (D1). */
    public static final class PutAside extends LetterCall {
        private final LaneWrite write;
        private final List<RejectedChange> refused;

        PutAside(LaneWrite write, List<RejectedChange> refused) {
            this.write = write;
            this.refused = List.copyOf(refused);
        }

        /** The write that was durable but for what was refused; its changes may be read until this is answered. */
        public LaneWrite write() {
            return write;
        }

        /** What the sink refused, and why. */
        public List<RejectedChange> refused() {
            return refused;
        }
    }

    /** Forgets dead letters whose rows are written. */
    public static final class Settle extends LetterCall {
        private final List<Long> letters;

        Settle(List<Long> letters) {
            this.letters = List.copyOf(letters);
        }

        /** Which ones. */
        public List<Long> letters() {
            return letters;
        }
    }
}
