package dev.leat.capture.mysql.binlog;

/** The place behind the event that was decoded last. Single-threaded. */
final class LogPosition {
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    /** Empty before the first rotate event. */
    String file = "";

    /** Of 64 bits: events carry only the lower 32. */
    long offset;

    /** Goes behind an event. */
    void advance(EventHeader header) {
        if (header.isArtificial() || header.type == EventType.HEARTBEAT_V2) {
            return;
        }
        if (header.logPosition == 0) {
            // inside MariaDB's groups; a format description without a place is repeated for a dump from the middle of a
            // file
            offset += header.type == EventType.FORMAT_DESCRIPTION ? 0 : header.eventLength;
            return;
        }
        long next = (offset & ~LOW_32_BITS) | header.logPosition;
        offset = next < offset ? next + LOW_32_BITS + 1 : next;
    }

    /** Whether the event follows on the one before, and says so. */
    boolean isNext(EventHeader header) {
        boolean isInPlace =
                header.logPosition == 0 || header.logPosition == (offset + header.eventLength & LOW_32_BITS);
        return isInPlace && !header.isArtificial();
    }
}
