package dev.leat.core.engine.runtime;

import java.util.List;

/**
 * A moment of a pipeline's life.
 *
 * @param pipeline its name
 * @param state what it is doing
 * @param sinks the names of its sinks
 * @param received changes that the source brought in this process
 * @param delivered changes that are durable in every sink
 * @param filtered changes that the file leaves out
 * @param deadLettered changes that a sink refused and that were put aside
 * @param pending changes on their way
 * @param deadLetters dead letters that wait to be retried or discarded, also from earlier runs
 * @param seeded rows that seeding wrote in this process
 * @param estimate about how many rows one sink needs to be seeded; 0 when it is not known
 * @param position the end of what is durable in every sink; empty before the first
 * @param lagBytes how far the source is ahead of what was confirmed to it; -1 when that is not known
 * @param waitingFor what seeding waits for; empty when it does not wait
 * @param slowest the sink that all others wait for; empty when there is none
 * @param error the failure that is being retried or that ended it; empty when there is none
 */
public record PipelineStatus(
        String pipeline,
        PipelineState state,
        List<String> sinks,
        long received,
        long delivered,
        long filtered,
        long deadLettered,
        long pending,
        long deadLetters,
        long seeded,
        long estimate,
        String position,
        long lagBytes,
        String waitingFor,
        String slowest,
        String error) {
    /** Copies the list. */
    public PipelineStatus {
        sinks = List.copyOf(sinks);
    }

    /** This moment, counted on from the last one of an earlier session, whose pending changes come again. */
    PipelineStatus after(PipelineStatus earlier) {
        return new PipelineStatus(
                pipeline,
                state,
                sinks,
                received + earlier.received - earlier.pending,
                delivered + earlier.delivered,
                filtered + earlier.filtered,
                deadLettered + earlier.deadLettered,
                pending,
                deadLetters,
                seeded + earlier.seeded,
                estimate,
                position,
                lagBytes,
                waitingFor,
                slowest,
                error);
    }
}
