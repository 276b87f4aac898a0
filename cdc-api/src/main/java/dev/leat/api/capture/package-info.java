/**
 * What a plugin that reads a source implements.
 *
 * <p>The capture owns where it resumes; the engine owns when a snapshot is taken, and why. Chunks, key reads and the
 * stream meet in the engine by rules that need two facts from a capture: which transactions a read certainly saw, and how
 * far the log had come.
 */
@NullMarked
package dev.leat.api.capture;

import org.jspecify.annotations.NullMarked;
