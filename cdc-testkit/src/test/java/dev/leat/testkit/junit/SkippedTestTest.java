package dev.leat.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.UnavailableServer;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class SkippedTestTest {
    @Test
    void skipsATestWhoseServerIsNotThereAndFailsItWhereEveryServerMustBeThere() {
        RuntimeException thrown = catchThrowableOfType(
                RuntimeException.class, () -> PostgresServer.builder().major(9).start());

        assertThat(thrown)
                .isInstanceOf("true".equals(System.getenv("CI")) ? UnavailableServer.class : TestAbortedException.class)
                .hasMessageContaining("no PostgreSQL 9");
    }

    @Test
    void keepsTheReason() {
        UnavailableServer unavailable = catchThrowableOfType(UnavailableServer.class, SkippedTestTest::none);

        assertThat(new SkippedTest(false).translate(unavailable))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage(unavailable.getMessage());
        assertThat(new SkippedTest(true).translate(unavailable)).isSameAs(unavailable);
    }

    private static void none() {
        try {
            PostgresServer.builder().major(9).start();
        } catch (TestAbortedException skipped) {
            throw (UnavailableServer) skipped.getCause();
        }
    }
}
