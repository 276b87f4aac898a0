/**
 * Rows that change without being sent: {@code ALTER TABLE} that rewrites values, partitions that come and go with their rows, or
 * are truncated by themselves.
 *
 * <p>The log says nothing of that, and no Relation message tells when the columns stay what they are. But the catalog keeps
 * traces, which are remembered in the pipeline's state and compared from time to time. {@link
 * dev.leat.capture.postgres.unsent.Difference} decides from two traces, without a server.
 */
@NullMarked
package dev.leat.capture.postgres.unsent;

import org.jspecify.annotations.NullMarked;
