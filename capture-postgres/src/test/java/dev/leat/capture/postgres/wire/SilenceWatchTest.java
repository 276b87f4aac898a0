package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** G20. */
final class SilenceWatchTest {
    private final SilenceWatch watch = new SilenceWatch(30_000, 500);

    @Test
    void asksOnceAndGivesUpAtTheBound() {
        assertThat(watch.shouldAsk(10_499)).isFalse();
        assertThat(watch.shouldAsk(10_500)).isTrue();
        assertThat(watch.shouldAsk(10_501)).isFalse();

        assertThat(watch.isDead(30_499)).isFalse();
        assertThat(watch.isDead(30_500)).isTrue();
    }

    @Test
    void leavesTimeToAnswerAfterAPauseOfTheReader() {
        assertThat(watch.isDead(1_000_000)).isFalse();
        assertThat(watch.shouldAsk(1_000_000)).isTrue();

        assertThat(watch.isDead(1_019_999)).isFalse();
        assertThat(watch.isDead(1_020_000)).isTrue();
    }

    @Test
    void beginsAnewWithEveryByte() {
        assertThat(watch.shouldAsk(20_000)).isTrue();

        watch.heard(30_000);

        assertThat(watch.shouldAsk(39_999)).isFalse();
        assertThat(watch.isDead(90_000)).isFalse();
        assertThat(watch.shouldAsk(90_000)).isTrue();
    }

    @Test
    void leavesTimeToAnswerAfterAPauseOfTheMachine() {
        long second = 1_000_000_000;
        SilenceWatch slow = new SilenceWatch(30 * second, 0);
        assertThat(slow.shouldAsk(10 * second)).isTrue();

        assertThat(slow.isDead(500 * second)).isFalse();
        assertThat(slow.isDead(509 * second)).isFalse();
        assertThat(slow.isDead(510 * second)).isTrue();
    }
}
