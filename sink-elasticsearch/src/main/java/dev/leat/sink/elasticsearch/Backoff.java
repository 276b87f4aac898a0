package dev.leat.sink.elasticsearch;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long to leave a target alone that says it is busy. The engine takes over when it stays so. */
final class Backoff {
    static final int MAX_TRIES = 8;

    private static final long FIRST_MILLIS = 100;
    private static final long MAX_MILLIS = 5_000;
    private static final Duration MAX_ASKED = Duration.ofSeconds(60);

    private final DoubleSupplier random;

    /**
     * @param random from 0 to below 1
     */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * The pause before another try: at least what the target asks for, at most a minute, never the same for all lanes.
     *
     * @param failures how many tries failed so far, from 1
     */
    Duration pause(int failures, @Nullable Duration asked) {
        long ceiling = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
        Duration own = Duration.ofMillis(ceiling / 2 + (long) (random.getAsDouble() * (ceiling / 2 + 1)));
        if (asked == null) {
            return own;
        }
        return (asked.compareTo(MAX_ASKED) > 0 ? MAX_ASKED : asked).plus(own);
    }
}
