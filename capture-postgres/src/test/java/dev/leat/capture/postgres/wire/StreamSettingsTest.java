package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StreamSettingsTest {
    @Test
    void keepsWellBelowTheServersPatience() {
        assertThat(StreamSettings.DEFAULT.statusInterval(Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(StreamSettings.DEFAULT.statusInterval(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(1));
        assertThat(StreamSettings.DEFAULT.statusInterval(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
        assertThat(new StreamSettings(Duration.ZERO, Duration.ofSeconds(2), null)
                        .statusInterval(Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void givesASilentServerUpAfterHalfOfItsOwnPatience() {
        assertThat(StreamSettings.DEFAULT.maxSilence(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(30));
        assertThat(StreamSettings.DEFAULT.maxSilence(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(StreamSettings.DEFAULT.maxSilence(Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
        assertThat(new StreamSettings(Duration.ZERO, null, Duration.ofSeconds(5)).maxSilence(Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThatThrownBy(() -> new StreamSettings(Duration.ofNanos(-1), null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamSettings(Duration.ZERO, Duration.ZERO, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamSettings(Duration.ZERO, null, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
