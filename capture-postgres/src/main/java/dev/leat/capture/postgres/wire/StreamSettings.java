package dev.leat.capture.postgres.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is read.
 *
 * @param readNap how long the reader waits for more while little arrives at a time but often; zero: never
 * @param statusInterval between status updates; null: 10 s, or a quarter of {@code wal_sender_timeout} if that is less
 * @param maxSilence a server that sends nothing for so long, though asked, is gone; null: half of {@code
 *     wal_sender_timeout}, or 30 s where that is off
 */
public record StreamSettings(
        Duration readNap,
        @Nullable Duration statusInterval,
        @Nullable Duration maxSilence) {

    public static final StreamSettings DEFAULT = new StreamSettings(Duration.ofMillis(2), null, null);

    private static final Duration DEFAULT_STATUS_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DEFAULT_MAX_SILENCE = Duration.ofSeconds(30);
    private static final Duration MIN_MAX_SILENCE = Duration.ofSeconds(2);

    public StreamSettings {
        if (readNap.isNegative()
                || (statusInterval != null && (statusInterval.isNegative() || statusInterval.isZero()))
                || (maxSilence != null && (maxSilence.isNegative() || maxSilence.isZero()))) {
            throw new IllegalArgumentException("the times of a replication stream must be positive");
        }
    }

    /** The interval to keep; a timeout of zero means that the server never gives up. */
    Duration statusInterval(Duration walSenderTimeout) {
        Duration wanted = statusInterval == null ? DEFAULT_STATUS_INTERVAL : statusInterval;
        Duration longest = walSenderTimeout.dividedBy(4);
        return walSenderTimeout.isZero() || wanted.compareTo(longest) <= 0 ? wanted : longest;
    }

    Duration maxSilence(Duration walSenderTimeout) {
        if (maxSilence != null) {
            return maxSilence;
        }
        Duration half = walSenderTimeout.dividedBy(2);
        if (walSenderTimeout.isZero()) {
            return DEFAULT_MAX_SILENCE;
        }
        return half.compareTo(MIN_MAX_SILENCE) < 0 ? MIN_MAX_SILENCE : half;
    }
}
