/**
 * The composition root: from pipeline definitions and plugins to running pipelines. The only package that uses Guice.
 *
 * <p>{@link dev.leat.core.wiring.Engine} is a component, not a process: threads, clock and the moment to stop come from its
 * host, and what happened goes back as values. An injector lives for one pipeline; its module is the one place that says what
 * a pipeline is made of, for a run and for a check alike, so a check can't look at something else than a run uses.
 *
 * <p>Captures and sinks are made before any state is opened, because making them validates their options and must not depend
 * on who holds the state folder.
 */
@NullMarked
package dev.leat.core.wiring;

import org.jspecify.annotations.NullMarked;
