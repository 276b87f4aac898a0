package dev.leat.core.engine.decision;

/** Who is told that one write is durable. */
interface Completion {
    void complete();
}
