package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.ChunkBounds;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the pages of a table held that were read last, so that the next chunk has about as many rows and bytes as are wanted.
 * Shared by readers; a number that is a little old does no harm.
 */
final class PageFill {
    /** No page of 8 KiB has more. */
    static final int MAX_ROWS = 300;

    private static final long FIRST_PAGES = 64;
    private static final double FIRST_ROWS = 100;
    private static final long MAX_PAGES = 1 << 14;
    private static final int GROWTH = 4;

    /** Above this a row's place costs little beside the row. */
    private static final long WIDE_ROW_BYTES = 1024;

    private volatile double rows = FIRST_ROWS;
    private volatile double bytes;
    private volatile long lastPages = FIRST_PAGES / GROWTH;
    private volatile boolean wide;

    /**
     * @param pages that were read
     * @param rowCount that they had
     * @param byteCount that these rows take in memory, with what is stored apart
     */
    void read(long pages, long rowCount, long byteCount) {
        rows = (double) rowCount / pages;
        bytes = (double) byteCount / pages;
        lastPages = pages;
        wide = rowCount > 0 && byteCount / rowCount > WIDE_ROW_BYTES;
    }

    /** They had more than was wanted, nobody knows how much. */
    void overflowed(long pages) {
        lastPages = Math.max(1, pages / (2 * GROWTH));
        wide = true;
    }

    /** Whether chunks may have to be cut behind any row. */
    boolean isWide() {
        return wide;
    }

    /** How many rows so many pages probably have. */
    long rowsIn(long pages) {
        return (long) (rows * pages);
    }

    /** How many bytes they probably have; 0 when nothing is known. */
    long bytesIn(long pages) {
        return (long) (bytes * pages);
    }

    /** The whole pages behind a bound that may have so many rows. */
    ChunkBounds plan(TableFile file, byte @Nullable [] after, int maxRows, ReadLimits limits) {
        long firstPage =
                Place.decode(after).filter(file::has).map(Place::nextPage).orElse(0L);
        Optional<Place> end = file.end(firstPage, pages(maxRows, limits.plannedBytes()));
        return new ChunkBounds(after, end.map(Place::encode).orElse(null));
    }

    private long pages(long maxRows, long maxBytes) {
        long forRows = rows == 0 ? Long.MAX_VALUE : (long) (maxRows / rows);
        long forBytes = bytes == 0 ? Long.MAX_VALUE : (long) (maxBytes / bytes);
        long wanted = Math.min(Math.min(forRows, forBytes), lastPages * GROWTH);
        return Math.max(1, Math.min(wanted, MAX_PAGES));
    }
}
