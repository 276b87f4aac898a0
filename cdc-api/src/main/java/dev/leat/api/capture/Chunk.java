package dev.leat.api.capture;

import dev.leat.api.change.ChangeBatch;
import java.util.List;

/**
 * The rows of one read.
 *
 * @param bounds what was read; for a key read, the open bounds. Shorter than what was asked for when there were more
 *     rows than asked for, or more bytes than the reader's limit: the engine asks for the rest
 * @param rows READ changes of one schema, each batch within the limits of a batch; owned by the engine
 * @param boundary what the read saw
 */
public record Chunk(ChunkBounds bounds, List<ChangeBatch> rows, Boundary boundary) {
    /** Copies the list. */
    public Chunk {
        rows = List.copyOf(rows);
    }
}
