/**
 * From the file's selection to tables that can be captured: patterns are resolved against the catalog, and everything that
 * keeps a table from being captured is said at once, with its remedy.
 *
 * <p>The replica identity decides on the key, because it is what the server logs of an old row. The answer is a pure function
 * of what the catalog says, so that the start, {@code leat check} and the stream cannot come to different keys.
 */
@NullMarked
package dev.leat.capture.postgres.selection;

import org.jspecify.annotations.NullMarked;
