package dev.leat.core.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LongWaitTest {
    private static final long SECOND = 1_000_000_000L;

    private final LongWait wait = new LongWait();

    @Test
    void isNewsOnceForEachWait() {
        assertThat(wait.isNews(5 * SECOND, "sink cache")).isFalse();
        assertThat(wait.isNews(15 * SECOND - 1, "sink cache")).isFalse();
        assertThat(wait.isNews(15 * SECOND, "sink cache")).isTrue();
        assertThat(wait.isNews(99 * SECOND, "sink cache")).isFalse();

        assertThat(wait.isNews(100 * SECOND, "")).isFalse();
        assertThat(wait.isNews(101 * SECOND, "sink cache")).isFalse();
        assertThat(wait.isNews(111 * SECOND, "sink cache")).isTrue();
    }

    @Test
    void isNoneWhileItWaitsForNothingOrForAnotherEachTime() {
        wait.isNews(0, "");
        assertThat(wait.isNews(60 * SECOND, "")).isFalse();
        assertThat(wait.isNews(61 * SECOND, "sink cache")).isFalse();
        assertThat(wait.isNews(80 * SECOND, "sink search")).isFalse();
    }
}
