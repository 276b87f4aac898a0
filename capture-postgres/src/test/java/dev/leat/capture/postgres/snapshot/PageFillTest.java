package dev.leat.capture.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.ChunkBounds;
import org.junit.jupiter.api.Test;

final class PageFillTest {
    private static final ReadLimits LIMITS = new ReadLimits(1_000, 4 << 20, 64 << 20);
    private static final TableFile FILE = new TableFile(7, 1_000_000);

    private final PageFill fill = new PageFill();

    @Test
    void leavesRoomForPagesThatHaveMoreThanThoseBefore() {
        fill.read(1_000, 100_000, 6_600_000);

        long bytes = fill.bytesIn(pagesOf(fill.plan(FILE, null, 1_000_000, LIMITS)));

        assertThat(bytes).isBetween(LIMITS.chunkBytes() / 2, LIMITS.chunkBytes() * 4 / 5);
    }

    @Test
    void plansAsManyRowsAsAreWanted() {
        fill.read(1_000, 100_000, 6_600_000);

        assertThat(fill.rowsIn(pagesOf(fill.plan(FILE, null, 5_000, LIMITS)))).isEqualTo(5_000);
    }

    @Test
    void growsFromChunkToChunk() {
        fill.read(2, 200, 13_200);

        assertThat(pagesOf(fill.plan(FILE, null, 1_000_000, LIMITS))).isEqualTo(8);
    }

    @Test
    void knowsNoBytesBeforeItHasReadAny() {
        assertThat(fill.bytesIn(100)).isZero();
    }

    private static long pagesOf(ChunkBounds bounds) {
        return Place.decode(bounds.upper()).orElseThrow().nextPage();
    }
}
