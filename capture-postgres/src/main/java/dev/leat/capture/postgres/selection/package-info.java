/**
 * From the file's selection to tables that can be captured: patterns are resolved against the catalog, and everything that
 * keeps a table from being captured is said at once, with its remedy.
 */
@NullMarked
package dev.leat.capture.postgres.selection;

import org.jspecify.annotations.NullMarked;
