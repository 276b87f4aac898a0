package dev.leat.api.sink;

import dev.leat.api.change.ChangeSlice;

/** One lane's way into the target, with its own connection. Used by exactly one thread. */
public interface SinkWriter extends AutoCloseable {
    /**
     * Writes the changes in their order; durable when it returns, to the degree that the target is configured for. Writing
     * any suffix of the history twice leaves the same state in the end. An unchanged value overwrites nothing.
     *
     * <p>A TRUNCATE comes alone, with no other write under way in any lane, and removes the rows that are older than it.
     * Every write stamps the table's current generation, where the target needs one.
     *
     * <p>Messages come only to a sink that takes them, among the rows of their transaction; those with one prefix always in the
     * same lane.
     *
     * @param changes this lane's part of a batch; valid during the call
     * @param marks how far the target already is, for a target that stores marks atomically with rows; others leave it
     * @throws dev.leat.api.CdcException nothing may be assumed about what was written. CONNECTION: the engine closes this
     *     writer, opens another and sends the same changes again. Anything else stops the pipeline
     */
    WriteReport write(ChangeSlice changes, Marks marks);

    /** Closes the connection. Idempotent; any thread; frees a blocked write. */
    @Override
    void close();
}
