package dev.leat.api.sink;

import dev.leat.api.capture.SourceIdentity;

/** A target's own durable statement about the existing rows of one table. */
public sealed interface SeedState {
    /** Nothing is known to be there. */
    record Unseeded() implements SeedState {}

    /**
     * A seeding was begun and not completed.
     *
     * @param generation which seeding
     * @param progress what was handed to {@link Sink#saveProgress} last; empty when nothing was
     */
    record Partial(int generation, String progress) implements SeedState {}

    /**
     * All rows are there.
     *
     * @param generation which seeding brought them
     * @param source the source that they came from
     */
    record Seeded(int generation, SourceIdentity source) implements SeedState {}
}
