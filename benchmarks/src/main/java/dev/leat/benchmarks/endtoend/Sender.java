package dev.leat.benchmarks.endtoend;

import java.util.OptionalDouble;

/** What sends the log to a reader, in the server: the reader is on the clock as long as it is there. */
interface Sender {
    /** Its processor time so far, in seconds; empty once it sends no more. */
    OptionalDouble cpuSeconds();
}
