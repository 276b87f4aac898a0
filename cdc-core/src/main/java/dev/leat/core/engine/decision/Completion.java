package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeBatch;

/** Told when a write is durable. */
@FunctionalInterface
interface Completion {
    /** Called once. */
    void complete();

    /** A sink refused this change for good and it was put aside durably; called before {@link #complete}. */
    default void refused(ChangeBatch batch, int index) {}
}
