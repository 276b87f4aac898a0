/**
 * What the engine decides, without threads, clocks, sockets or randomness.
 *
 * <p>{@link dev.leat.core.engine.decision.PipelineCore} takes events (a batch came, a write returned, a chunk arrived, time
 * has passed) and calls {@link dev.leat.core.engine.decision.Actions}, which are carried out elsewhere and answered by later
 * events. The running engine and the simulation drive these same classes. All of them belong to one thread.
 */
@NullMarked
package dev.leat.core.engine.decision;

import org.jspecify.annotations.NullMarked;
