package dev.leat.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.BatchLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchBoundsTest {
    private static final BatchLimits ASKED = new BatchLimits(4096, 4 << 20, Duration.ofMillis(20));

    @Test // P18
    void aSmallHeapGetsSmallerBatches() {
        assertThat(BatchBounds.within(ASKED, 64 << 20))
                .isEqualTo(new BatchLimits(4096, 1 << 20, Duration.ofMillis(20)));
    }

    @Test
    void aLargeHeapGetsWhatWasAskedFor() {
        assertThat(BatchBounds.within(ASKED, 1L << 30)).isEqualTo(ASKED);
    }
}
