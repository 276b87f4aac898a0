/**
 * The sinks that need no server: standard output, a file of lines, and nothing at all.
 *
 * <p>They have no place of their own for seed states and marks, so these lie in the pipeline's state, and a restart does not
 * seed again. They append, so they keep every change they are given: a replay after a crash shows up as repeated lines, to
 * be told by sequence and ordinal. Standard output belongs to the host, which hands it in.
 */
@NullMarked
package dev.leat.core.sink;

import org.jspecify.annotations.NullMarked;
