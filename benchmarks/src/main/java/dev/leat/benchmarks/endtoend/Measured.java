package dev.leat.benchmarks.endtoend;

import java.time.Duration;

/**
 * One reading of all rows.
 *
 * @param rows that were read
 * @param time from the first sight of the server's sender to its end
 * @param readerSeconds processor time of the reader in that span
 * @param serverSeconds processor time of the sender
 * @param peakBytes the most memory that the reader's process had at once
 * @param allocatedBytes what its collector saw allocated, from its start on; 0 where it has none
 */
record Measured(
        long rows, Duration time, double readerSeconds, double serverSeconds, long peakBytes, long allocatedBytes) {
    double rowsPerSecond() {
        return rows * 1e9 / time.toNanos();
    }

    double readerSecondsPerMillion() {
        return readerSeconds * 1e6 / rows;
    }

    double serverSecondsPerMillion() {
        return serverSeconds * 1e6 / rows;
    }

    double peakMegabytes() {
        return peakBytes / 1e6;
    }

    double allocatedBytesPerRow() {
        return (double) allocatedBytes / rows;
    }
}
