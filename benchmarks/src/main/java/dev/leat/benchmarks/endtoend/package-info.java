/**
 * Whole readers on a real server, each in a process of its own, in interleaved rounds.
 *
 * <p>Every round reads the same bytes of the log: a base slot is copied for each reader, or all begin with one file of the binary
 * log. A reader is on the clock while the server's sender for it exists, so that starting a JVM is left out and warming it up is
 * not. Processor time is taken over the same span, from the kernel.
 */
@NullMarked
package dev.leat.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
