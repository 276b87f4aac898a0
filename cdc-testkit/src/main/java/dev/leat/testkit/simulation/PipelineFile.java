package dev.leat.testkit.simulation;

import java.util.List;
import java.util.Set;

/**
 * The file that a process is started with.
 *
 * @param sinks in the file's order
 * @param tables what is selected
 * @param lanes per sink
 * @param reseedOnGap whether a gap is mended without asking
 * @param untilCaughtUp whether the process ends when everything that the source has is durable
 */
record PipelineFile(
        List<SinkModel> sinks, Set<SourceTable> tables, int lanes, boolean reseedOnGap, boolean untilCaughtUp) {}
