/**
 * A source in memory, so that a sink's author can run whole pipelines without a database.
 *
 * <p>It keeps the contract of captures: it passes the same suite as captures of real servers.
 */
@NullMarked
package dev.leat.testkit.source;

import org.jspecify.annotations.NullMarked;
