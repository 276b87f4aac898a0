/**
 * The threads around the decisions: one that reads the stream, one per lane of each sink, one per sink for control calls, one
 * per snapshot reader, and the loop, which alone touches {@link dev.leat.core.engine.decision.PipelineCore}.
 *
 * <p>Every answer becomes an event in the loop's queue. A class here decides nothing: it does I/O and reports what happened.
 * The process, its signals and its output belong to the host.
 */
@NullMarked
package dev.leat.core.engine.runtime;

import org.jspecify.annotations.NullMarked;
