/**
 * Rows and changes for tests of sinks, transforms and the engine, without a database.
 *
 * <p>Values are given as Java objects and stored as the bytes that a source in text format would send: their
 * {@code toString} in UTF-8. Everything else is the real thing: batches come out of the same builder that captures use.
 */
@NullMarked
package dev.leat.testkit.change;

import org.jspecify.annotations.NullMarked;
