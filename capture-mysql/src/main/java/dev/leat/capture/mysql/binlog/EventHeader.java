package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;

/**
 * The header of every event ({@code Log_event_header} in MySQL's {@code libs/mysql/binlog/event/binlog_event.h}), numbers with
 * their lowest byte first:
 *
 * <pre>
 *   +0   Int32  timestamp     seconds since 1970; 0 in events that the server makes up for a dump
 *   +4   Int8   type_code
 *   +5   Int32  server_id     of the server that wrote the event first
 *   +9   Int32  event_length  header, body and checksum
 *   +13  Int32  log_pos       where the next event begins, its lower 32 bits; 0 in made up events and inside MariaDB's groups
 *   +17  Int16  flags
 * </pre>
 *
 * Reused for every event; single-threaded.
 */
final class EventHeader {
    static final int BYTES = 19;

    /** {@code LOG_EVENT_ARTIFICIAL_F}: the server made the event up, it is not in the file. */
    static final int ARTIFICIAL = 0x20;

    /** {@code LOG_EVENT_IGNORABLE_F}: who does not know the type may skip the event. */
    static final int MAY_BE_IGNORED = 0x80;

    int offset;
    long timestamp;
    int type;
    long serverId;
    int eventLength;
    long logPosition;
    int flags;

    /** Reads the header of the event that fills {@code length} bytes at {@code offset}. */
    void read(EventReader reader, int length) {
        offset = reader.slice(BYTES, "header");
        timestamp = Integer.toUnsignedLong(reader.intAt(offset));
        type = reader.buffer()[offset + 4] & 0xFF;
        serverId = Integer.toUnsignedLong(reader.intAt(offset + 5));
        eventLength = reader.intAt(offset + 9);
        logPosition = Integer.toUnsignedLong(reader.intAt(offset + 13));
        flags = reader.shortAt(offset + 17);
        if (eventLength != length) {
            throw new DecodeException(
                    offset, "event_length: expected " + length + " bytes as received, found " + eventLength);
        }
    }

    boolean isArtificial() {
        return (flags & ARTIFICIAL) != 0;
    }
}
