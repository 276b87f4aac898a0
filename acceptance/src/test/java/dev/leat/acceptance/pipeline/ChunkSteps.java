package dev.leat.acceptance.pipeline;

import dev.leat.api.schema.TableId;

/** Is called around each read of a chunk, on the reading thread; may take its time. */
public interface ChunkSteps {
    /** Does nothing. */
    ChunkSteps NONE = new ChunkSteps() {};

    /** The engine has asked for the chunk; nothing is read yet. */
    default void beforeRead(TableId table) {}

    /** The rows are read, the engine does not have them yet. */
    default void afterRead(TableId table) {}

    /** The barrier of a table was taken. */
    default void barrierTaken(TableId table) {}
}
