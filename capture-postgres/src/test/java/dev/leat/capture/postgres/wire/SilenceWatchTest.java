package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SilenceWatchTest {
    private final SilenceWatch watch = new SilenceWatch(30_000);

    @Test
    void asksOnceAndGivesUpAtTheBound() {
        watch.waited(9_999);
        assertThat(watch.shouldAsk()).isFalse();

        watch.waited(1);
        assertThat(watch.shouldAsk()).isTrue();
        assertThat(watch.shouldAsk()).isFalse();

        watch.waited(19_999);
        assertThat(watch.isDead()).isFalse();
        watch.waited(1);
        assertThat(watch.isDead()).isTrue();
    }

    @Test
    void neverGivesUpWithoutHavingAsked() {
        watch.waited(100_000);
        assertThat(watch.isDead()).isFalse();

        assertThat(watch.shouldAsk()).isTrue();
        assertThat(watch.isDead()).isFalse();
        watch.waited(19_999);
        assertThat(watch.isDead()).isFalse();
        watch.waited(1);
        assertThat(watch.isDead()).isTrue();
    }

    @Test
    void beginsAnewWithEveryByte() {
        watch.waited(29_999);
        assertThat(watch.shouldAsk()).isTrue();

        watch.heard();

        watch.waited(9_999);
        assertThat(watch.shouldAsk()).isFalse();
        assertThat(watch.isDead()).isFalse();
    }
}
