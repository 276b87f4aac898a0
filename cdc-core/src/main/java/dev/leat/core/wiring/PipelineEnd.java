package dev.leat.core.wiring;

import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.engine.runtime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one pipeline of an engine ended.
 *
 * @param definition the pipeline
 * @param outcome how it ended
 * @param sinks what each sink wrote, in the order of the file
 * @param took from its start to its end
 * @param leftBehind what stays on the source, and the command that removes it
 */
public record PipelineEnd(
        PipelineDefinition definition,
        Outcome outcome,
        List<SinkCount> sinks,
        Duration took,
        Optional<String> leftBehind) {
    /** Copies the list. */
    public PipelineEnd {
        sinks = List.copyOf(sinks);
    }

    /**
     * What a sink wrote in this process.
     *
     * @param sink its name
     * @param written changes and seeded rows; what was written twice counts twice
     */
    public record SinkCount(String sink, long written) {}
}
