package dev.leat.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class UnavailableServerTest {
    @Test
    void skipsTheTestWithTheReason() {
        assertThat(UnavailableServer.because("no such server", null, false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no such server");
    }

    @Test
    void failsTheTestWhereEveryServerMustBeThere() {
        assertThat(UnavailableServer.because("no such server", null, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no such server");
    }
}
