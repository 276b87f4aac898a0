package dev.leat.capture.postgres.wal;

/**
 * The places in the WAL that the stream of an idle server never reaches: the insert position can stand behind a page's header
 * while nothing was written into the page, so that the flush position stays at the page's start.
 *
 * <pre>
 *   first page of a segment:  | 40 bytes header | records ...
 *   other pages:              | 24 bytes header | records ...
 * </pre>
 *
 * @param pageBytes {@code wal_block_size}
 * @param segmentBytes {@code wal_segment_size}
 */
record WalPages(long pageBytes, long segmentBytes) {
    private static final long LONG_HEADER_BYTES = 40;
    private static final long SHORT_HEADER_BYTES = 24;

    /** The same position, or the page's start when it lies within the page's header. */
    long outsideHeader(long lsn) {
        long inPage = Long.remainderUnsigned(lsn, pageBytes);
        boolean firstPage = Long.remainderUnsigned(lsn, segmentBytes) < pageBytes;
        return inPage <= (firstPage ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES) ? lsn - inPage : lsn;
    }
}
