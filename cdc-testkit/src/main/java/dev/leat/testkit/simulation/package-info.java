/**
 * The engine's decisions against a world made of models: a source, a capture and targets in memory, one thread, a virtual
 * clock, and a seed that decides what happens next. The classes of {@code dev.leat.core.engine.decision} are the production
 * ones; nothing that they decide is decided here again.
 *
 * <p>An oracle that knows the source's whole history holds every step against the promises. A run is repeated from its seed
 * alone. Each rule of the engine can be switched off, and a test shows that its absence is noticed.
 *
 * <p>What this proves, it proves against these models: that servers behave like them is for the tests with real servers.
 */
@NullMarked
package dev.leat.testkit.simulation;

import org.jspecify.annotations.NullMarked;
