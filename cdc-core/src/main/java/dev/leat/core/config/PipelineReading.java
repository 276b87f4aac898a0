package dev.leat.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of reading a pipeline file.
 *
 * @param definition what the file says; null when there are problems
 * @param problems all of them, in the order of the file; empty when there is a definition
 */
public record PipelineReading(@Nullable PipelineDefinition definition, List<Problem> problems) {
    /** Copies the list. */
    public PipelineReading {
        problems = List.copyOf(problems);
    }
}
