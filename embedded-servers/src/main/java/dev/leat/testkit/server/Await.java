package dev.leat.testkit.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a condition. */
final class Await {
    private Await() {}

    /** Whether the condition came true before {@link ServerProcess#DEADLINE}; asked again every so often. */
    static boolean until(Duration pause, BooleanSupplier condition) {
        long deadline = System.nanoTime() + ServerProcess.DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a server", e);
            }
        }
        return true;
    }
}
