package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

// W11
class BackoffTest {
    @Test
    void waitsLongerEachTimeUpToALimitAndNeverTheSame() {
        Backoff least = new Backoff(() -> 0);
        Backoff most = new Backoff(() -> Math.nextDown(1.0));

        assertThat(least.pause(1, null)).isEqualTo(Duration.ofMillis(50));
        assertThat(most.pause(1, null)).isEqualTo(Duration.ofMillis(100));
        assertThat(least.pause(3, null)).isEqualTo(Duration.ofMillis(200));
        assertThat(most.pause(1_000_000, null)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void waitsAsLongAsItIsAskedToAndNoLongerThanAMinute() {
        Backoff least = new Backoff(() -> 0);

        assertThat(least.pause(1, Duration.ofSeconds(7))).isEqualTo(Duration.ofMillis(7_050));
        assertThat(least.pause(1, Duration.ofHours(7))).isEqualTo(Duration.ofMillis(60_050));
    }
}
