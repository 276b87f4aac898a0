package dev.leat.core.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SeedPaceTest {
    private static final Duration GOAL = Duration.ofSeconds(1);

    private final Timers timers = new Timers();

    @Test
    void plansSmallerChunksWhenReadingTakesTooLong() {
        ChunkSize size = new ChunkSize(new SeedPace(10_000, GOAL, 0, Duration.ZERO));

        size.took(10_000, GOAL.toNanos());
        assertThat(size.rows()).isEqualTo(10_000);

        size.took(10_000, 4 * GOAL.toNanos());
        assertThat(size.rows()).isEqualTo(2_500);

        size.took(2_500, 1_000 * GOAL.toNanos());
        assertThat(size.rows()).isEqualTo(ChunkSize.MIN_ROWS);
    }

    @Test
    void plansLargerOnesAgainWhenReadingIsFast() {
        ChunkSize size = new ChunkSize(new SeedPace(10_000, GOAL, 0, Duration.ZERO));
        size.took(10_000, 4 * GOAL.toNanos());

        size.took(2_500, GOAL.toNanos() - 1);
        assertThat(size.rows()).isEqualTo(2_500);

        size.took(2_500, GOAL.toNanos() / 4);
        assertThat(size.rows()).isEqualTo(5_000);

        size.took(5_000, 1);
        size.took(10_000, 1);
        assertThat(size.rows()).isEqualTo(10_000);
    }

    @Test
    void takesAChunkWithFewRowsForNoReasonToGrow() {
        ChunkSize size = new ChunkSize(new SeedPace(10, GOAL, 0, Duration.ZERO));

        size.took(3, 2 * GOAL.toNanos());

        assertThat(size.rows()).isEqualTo(10);
    }

    @Test
    void readsNoMoreRowsThanAllowedOnAverage() {
        SeedPace pace = new SeedPace(16_384, GOAL, 500, Duration.ZERO);
        ReadPause pause = new ReadPause(pace, timers);
        ChunkSize size = new ChunkSize(pace);

        long rows = 0;
        while (timers.now() < Duration.ofMinutes(1).toNanos()) {
            if (pause.isOver()) {
                rows += size.rows();
                pause.begin(size.rows());
            }
            timers.advance(timers.next());
        }

        assertThat(rows).isEqualTo(500 * 60);
    }

    @Test
    void addsUpWhatTwoReadersRead() {
        ReadPause pause = new ReadPause(new SeedPace(1_000, GOAL, 1_000, Duration.ZERO), timers);

        pause.begin(1_000);
        pause.begin(500);

        timers.advance(GOAL.toNanos() * 3 / 2 - 1);
        assertThat(pause.isOver()).isFalse();
        timers.advance(GOAL.toNanos() * 3 / 2);
        assertThat(pause.isOver()).isTrue();
    }

    @Test
    void pausesAfterEachChunk() {
        ReadPause pause = new ReadPause(new SeedPace(1_000, GOAL, 0, Duration.ofMillis(50)), timers);
        assertThat(pause.isOver()).isTrue();

        pause.begin(0);

        assertThat(pause.isOver()).isFalse();
        assertThat(timers.next()).isEqualTo(Duration.ofMillis(50).toNanos());
        timers.advance(timers.next());
        assertThat(pause.isOver()).isTrue();
    }

    @Test
    void neverWaitsWithoutLimits() {
        ReadPause pause = new ReadPause(SeedPace.unlimited(1_000), timers);

        pause.begin(1_000_000);

        assertThat(pause.isOver()).isTrue();
        assertThat(timers.next()).isEqualTo(Long.MAX_VALUE);
    }
}
