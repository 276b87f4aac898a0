/**
 * Changes that a target refused, kept until they are written again or discarded.
 *
 * <p>They lie in the pipeline's state folder and not beside the target, because a target that refuses a change can't be relied
 * on to keep it. One state value holds the letters that were put aside together, so a refused batch costs one write to the disk.
 * A letter carries the change as JSON, for people, and its bytes in the source's own form, which a capture of the same source can
 * read again. Values stand in the letter and nowhere else: no message, log line or {@code toString} shows them.
 */
@NullMarked
package dev.leat.core.deadletter;

import org.jspecify.annotations.NullMarked;
