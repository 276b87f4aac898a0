/**
 * The change stream: frames from the wire become batches that own the buffer they arrived in.
 *
 * <p>A batch ends at the last commit that arrived, so that it can be confirmed; only a transaction larger than a batch is
 * cut inside.
 */
@NullMarked
package dev.leat.capture.postgres.stream;

import org.jspecify.annotations.NullMarked;
