package dev.leat.core.config;

import dev.leat.core.engine.decision.SeedPace;

/**
 * Whether and how existing rows are read.
 *
 * @param mode whether sinks that say unseeded are seeded
 * @param parallelism how many chunks are read at once, from 1
 * @param pace how hard that loads the source
 */
public record SeedDefinition(Mode mode, int parallelism, SeedPace pace) {
    /** The values of {@code seed.mode}. */
    public enum Mode {
        /** Every table that a sink does not call seeded is read. */
        AUTO,
        /** Only changes are delivered. */
        NEVER
    }
}
