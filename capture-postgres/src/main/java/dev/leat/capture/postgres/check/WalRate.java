package dev.leat.capture.postgres.check;

import dev.leat.capture.postgres.catalog.WalSample;
import java.time.Duration;

/**
 * How much log a server writes, as it was measured.
 *
 * @param bytesPerSecond the higher of what was seen during the check and the average of the server's statistics: a check at
 *     night must not promise too much
 */
record WalRate(long bytesPerSecond) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    /** Between two samples, or the average if that is higher. */
    static WalRate of(WalSample first, WalSample last, long averagePerSecond) {
        long micros = Math.max(1, last.micros() - first.micros());
        double measured = (double) (last.insertLsn() - first.insertLsn()) * MICROS_PER_SECOND / micros;
        return new WalRate(Math.max(averagePerSecond, (long) measured));
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
