package dev.leat.core.config;

/**
 * Whether and how existing rows are read.
 *
 * @param mode whether sinks that say unseeded are seeded
 * @param parallelism how many chunks are read at once, from 1
 * @param chunkRows how many rows a chunk is planned for, from 1
 */
public record SeedDefinition(Mode mode, int parallelism, int chunkRows) {
    /** The values of {@code seed.mode}. */
    public enum Mode {
        /** Every table that a sink does not call seeded is read. */
        AUTO,
        /** Only changes are delivered. */
        NEVER
    }
}
