/**
 * How far the server's log goes.
 *
 * <p>Three places matter: where the next record will be inserted, which covers every visible commit; how far the log is
 * flushed, which is as far as a stream goes; and where a slot stands.
 */
@NullMarked
package dev.leat.capture.postgres.wal;

import org.jspecify.annotations.NullMarked;
