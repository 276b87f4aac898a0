package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.capture.mysql.xa.XaInDoubt;
import org.junit.jupiter.api.Test;

// S1: what MariaDB shows may end before the end of the log, where the stream begins
final class PlaceBarrierTest {
    @Test
    void isPassedByAViewAtTheBeginOrBehindIt() {
        PlaceBarrier barrier = new PlaceBarrier(100);

        assertThat(barrier.isPassedBy(view(99))).isFalse();
        assertThat(barrier.isPassedBy(view(100))).isTrue();
        assertThat(barrier.isPassedBy(view(101))).isTrue();
    }

    private static PlaceBoundary view(long sequence) {
        return new PlaceBoundary(sequence, new Position(sequence + 7, "binlog.000001:" + sequence), XaInDoubt.none());
    }
}
