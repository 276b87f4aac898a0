/**
 * Changes as views over the bytes that came from the wire.
 *
 * <p>A {@link dev.leat.api.change.ChangeBatch} owns one byte array and one int array of offsets for all its changes; a
 * {@link dev.leat.api.change.ChangeCursor} moves one reusable view over them. Nothing is allocated per change, and a
 * value is converted at most once, into what the sink needs.
 */
@NullMarked
package dev.leat.api.change;

import org.jspecify.annotations.NullMarked;
