package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.DecodeException;
import java.util.zip.CRC32;

/**
 * What the format description event says of the events behind it ({@code Format_description_event} in MySQL's {@code
 * libs/mysql/binlog/event/control_events.h}). Immutable.
 *
 * <pre>
 *   Int16   binlog_version, always 4
 *   Byte50  server_version, filled up with zeros
 *   Int32   create_timestamp, 0 but in the first log that a server wrote since it started
 *   Int8    common_header_len, always 19
 *   Byten   post_header_len of each type, from type 1 on
 *   Int8    checksum_alg: 0 none, 1 CRC32
 *   Int32   checksum of this event, also where the others have none
 * </pre>
 */
public final class BinlogFormat {
    private static final int VERSION = 4;
    private static final int SERVER_VERSION_BYTES = 50;
    private static final int CRC32_ALGORITHM = 1;
    static final int CHECKSUM_BYTES = 4;
    private static final int WIDE_TABLE_ID = 8;
    private static final String MARIADB = "MariaDB";

    private final String serverVersion;
    private final boolean isMariaDb;
    private final boolean hasChecksums;
    private final byte[] postHeaderLengths;
    private final boolean hasWideTableIds;
    private final boolean isServerStart;

    private BinlogFormat(String serverVersion, boolean hasChecksums, byte[] postHeaderLengths, boolean isServerStart) {
        this.serverVersion = serverVersion;
        this.isMariaDb = serverVersion.contains(MARIADB);
        this.hasChecksums = hasChecksums;
        this.postHeaderLengths = postHeaderLengths;
        this.hasWideTableIds = postHeaderLength(EventType.TABLE_MAP) >= WIDE_TABLE_ID;
        this.isServerStart = isServerStart;
    }

    /** The version as the server writes it, such as {@code 9.7.4} or {@code 11.4.5-MariaDB-log}. */
    public String serverVersion() {
        return serverVersion;
    }

    /** Whether MariaDB wrote the log. */
    public boolean isMariaDb() {
        return isMariaDb;
    }

    /** Whether events end with a CRC32. */
    public boolean hasChecksums() {
        return hasChecksums;
    }

    /** Whether this is the first log that the server wrote since it started: what was open before is rolled back. */
    public boolean isServerStart() {
        return isServerStart;
    }

    /** The bytes of a fixed layout behind the header; 0 for a type that the server does not know. */
    private int postHeaderLength(int type) {
        return type >= 1 && type <= postHeaderLengths.length ? postHeaderLengths[type - 1] & 0xFF : 0;
    }

    /** Whether table ids have 6 bytes; 4 before MySQL 5.1.4. */
    boolean hasWideTableIds() {
        return hasWideTableIds;
    }

    /** @param reader stands behind the header; its end is that of the event, checksum included */
    static BinlogFormat decode(EventReader reader) {
        int start = reader.position() - EventHeader.BYTES;
        int version = reader.u16("binlog_version");
        if (version != VERSION) {
            throw reader.unexpected("binlog_version", "4", version);
        }
        int at = reader.slice(SERVER_VERSION_BYTES, "server_version");
        int length = 0;
        while (length < SERVER_VERSION_BYTES && reader.buffer()[at + length] != 0) {
            length++;
        }
        String serverVersion = new String(reader.buffer(), at, length, US_ASCII);
        boolean isServerStart = reader.i32("create_timestamp") != 0;
        int headerLength = reader.u8("common_header_len");
        if (headerLength != EventHeader.BYTES) {
            throw reader.unexpected("common_header_len", "19", headerLength);
        }
        int types = reader.remaining() - 1 - CHECKSUM_BYTES;
        if (types < EventType.ANONYMOUS_GTID) {
            throw new DecodeException(
                    reader.position(),
                    "post_header_len: expected those of a server from 5.6 or 10.0 on, found " + types);
        }
        byte[] postHeaderLengths = new byte[types];
        int from = reader.slice(types, "post_header_len");
        System.arraycopy(reader.buffer(), from, postHeaderLengths, 0, types);
        int algorithm = reader.u8("checksum_alg");
        if (algorithm > CRC32_ALGORITHM) {
            throw reader.unexpected("checksum_alg", "0 or 1", algorithm);
        }
        if (algorithm == CRC32_ALGORITHM) {
            requireChecksum(reader.buffer(), start, reader.end() - start, new CRC32());
        }
        return new BinlogFormat(serverVersion, algorithm == CRC32_ALGORITHM, postHeaderLengths, isServerStart);
    }

    /** Checks the CRC32 in the last four bytes of an event. */
    static void requireChecksum(byte[] buffer, int offset, int length, CRC32 crc) {
        int body = length - CHECKSUM_BYTES;
        if (body < EventHeader.BYTES) {
            throw new DecodeException(offset, "event: expected a header and a checksum, found " + length + " bytes");
        }
        crc.reset();
        crc.update(buffer, offset, body);
        int at = offset + body;
        int found = (buffer[at] & 0xFF)
                | (buffer[at + 1] & 0xFF) << 8
                | (buffer[at + 2] & 0xFF) << 16
                | (buffer[at + 3] & 0xFF) << 24;
        if ((int) crc.getValue() != found) {
            throw new DecodeException(
                    at, "checksum: the event was damaged on its way or on the server's disk; expected another CRC32");
        }
    }
}
