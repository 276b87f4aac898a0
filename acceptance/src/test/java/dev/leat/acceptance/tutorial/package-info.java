/**
 * Does what a page of the documentation tells its reader to do: writes the files that it shows, runs its commands in their
 * order and compares what comes back with what the page says. {@code psql}, {@code redis-cli} and {@code curl} need not be
 * installed: the few forms of them that the page uses are performed by the drivers.
 */
@NullMarked
package dev.leat.acceptance.tutorial;

import org.jspecify.annotations.NullMarked;
