/** Reads current rows of tables in pieces, beside the stream. Knows sessions, values, and places of the log. */
@NullMarked
package dev.leat.capture.mysql.snapshot;

import org.jspecify.annotations.NullMarked;
