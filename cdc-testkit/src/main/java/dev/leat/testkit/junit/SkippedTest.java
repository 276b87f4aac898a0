package dev.leat.testkit.junit;

import dev.leat.testkit.server.UnavailableServer;
import org.opentest4j.TestAbortedException;

/** Skips the test whose server cannot run on this machine, with the reason; where {@code CI=true} the test fails. */
public final class SkippedTest implements UnavailableServer.Translation {
    private final boolean required;

    /** As the environment says. */
    public SkippedTest() {
        this("true".equals(System.getenv("CI")));
    }

    SkippedTest(boolean required) {
        this.required = required;
    }

    @Override
    public RuntimeException translate(UnavailableServer unavailable) {
        return required ? unavailable : new TestAbortedException(unavailable.getMessage(), unavailable);
    }
}
