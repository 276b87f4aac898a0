package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline ended.
 *
 * @param exitCode 0 as asked; 1 failed; 2 could not begin and changed nothing; 3 a gap or a refused change
 * @param cause why, unless it ended as it was asked to
 * @param last its last status
 */
public record Outcome(int exitCode, @Nullable CdcException cause, PipelineStatus last) {}
