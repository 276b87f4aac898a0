package dev.leat.capture.mysql.check;

import dev.leat.capture.mysql.catalog.BinaryLogs.Sample;
import java.time.Duration;

/**
 * How much log a server writes, as it was measured.
 *
 * @param bytesPerSecond the higher of what was seen during the check and what the log that is kept amounts to: a check at
 *     night must not promise too much
 */
record LogRate(long bytesPerSecond) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    /**
     * Between two samples, or the average if that is higher.
     *
     * @param kept the age at which the server removes log, in which it has written all that is there; zero: never
     */
    static LogRate of(Sample first, Sample last, Duration kept) {
        long micros = Math.max(1, last.micros() - first.micros());
        double measured = (double) Math.max(0, last.bytes() - first.bytes()) * MICROS_PER_SECOND / micros;
        long average = kept.isZero() ? 0 : last.bytes() / kept.toSeconds();
        return new LogRate(Math.max(average, (long) measured));
    }

    /** How long it takes to write so much. */
    Duration timeFor(long bytes) {
        return Duration.ofSeconds(Math.max(0, bytes) / Math.max(1, bytesPerSecond));
    }

    @Override
    public String toString() {
        if (bytesPerSecond == 0) {
            return "0 bytes/s while it was watched";
        }
        return Amount.bytes(bytesPerSecond) + "/s, " + Amount.bytes(bytesPerSecond * SECONDS_PER_DAY) + " a day";
    }
}
