package dev.leat.testkit.server;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** What happens to a test whose server cannot run here. */
final class UnavailableServer {
    private UnavailableServer() {}

    /** The exception to throw: it skips the test with the reason, or fails it where {@code CI=true}. */
    static RuntimeException because(String reason, @Nullable Throwable cause) {
        return because(reason, cause, "true".equals(System.getenv("CI")));
    }

    static RuntimeException because(String reason, @Nullable Throwable cause, boolean required) {
        return required ? new IllegalStateException(reason, cause) : new TestAbortedException(reason, cause);
    }
}
