/**
 * From the file's selection to tables that can be captured: patterns are resolved against the catalog, and everything that
 * keeps a table from being captured is said at once, with its remedy.
 *
 * <p>Rows that are logged and rows that are read get their schema from one place, the first by their table map, the others by
 * the catalog. The key is the one of the start: whoever finds another one stops, since the targets have rows under the old one.
 */
@NullMarked
package dev.leat.capture.mysql.selection;

import org.jspecify.annotations.NullMarked;
