/**
 * Reading current rows beside the stream: chunks in the order of the key, keys, and what each read certainly saw.
 *
 * <p>A read is one short transaction. It locks the table against rewriting before its snapshot is taken, and takes the log
 * position after it.
 */
@NullMarked
package dev.leat.capture.postgres.snapshot;

import org.jspecify.annotations.NullMarked;
