/** Reads a server's log to the end and beyond, as batches of changes with positions. */
@NullMarked
package dev.leat.capture.mysql.stream;

import org.jspecify.annotations.NullMarked;
