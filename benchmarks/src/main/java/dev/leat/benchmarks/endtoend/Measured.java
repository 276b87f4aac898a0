package dev.leat.benchmarks.endtoend;

import java.time.Duration;

/**
 * One reading of all rows.
 *
 * @param rows that were read
 * @param time from the first sight of the server's sender to its end
 * @param readerSeconds processor time of the reader in that span
 * @param serverSeconds processor time of the sender
 */
record Measured(long rows, Duration time, double readerSeconds, double serverSeconds) {
    double rowsPerSecond() {
        return rows * 1e9 / time.toNanos();
    }

    double readerSecondsPerMillion() {
        return readerSeconds * 1e6 / rows;
    }

    double serverSecondsPerMillion() {
        return serverSeconds * 1e6 / rows;
    }
}
