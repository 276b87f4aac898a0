package dev.leat.capture.mysql.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The commands that turn a session into a dump, as packets. */
final class DumpCommand {
    private static final byte COM_BINLOG_DUMP = 0x12;
    private static final byte COM_BINLOG_DUMP_GTID = 0x1e;

    /** The server ends the dump at the end of its log instead of waiting for more. */
    private static final int NON_BLOCK = 0x01;

    /** The position is a set of GTIDs. */
    private static final int THROUGH_GTID = 0x04;

    private DumpCommand() {}

    static byte[] of(DumpStart start, long serverId, boolean endless) {
        int flags = endless ? 0 : NON_BLOCK;
        if (start instanceof DumpStart.File file) {
            return dump(file.name(), file.offset(), serverId, flags);
        }
        if (start instanceof DumpStart.DomainPositions) {
            return dump("", DumpStart.File.FIRST_OFFSET, serverId, flags); // the position is a variable of the session
        }
        if (start instanceof DumpStart.Gtids gtids) {
            return dumpGtid(gtids.encodedSet(), serverId, flags | THROUGH_GTID);
        }
        throw new AssertionError(start);
    }

    /**
     * <pre>
     *   Int1  COM_BINLOG_DUMP
     *   Int4  offset
     *   Int2  flags
     *   Int4  server id
     *   Byten file name, to the end
     * </pre>
     */
    private static byte[] dump(String file, long offset, long serverId, int flags) {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        return packet(11 + name.length)
                .put(COM_BINLOG_DUMP)
                .putInt((int) offset)
                .putShort((short) flags)
                .putInt((int) serverId)
                .put(name)
                .array();
    }

    /**
     * <pre>
     *   Int1  COM_BINLOG_DUMP_GTID
     *   Int2  flags
     *   Int4  server id
     *   Int4  length of the file name: 0, the server finds the file
     *   Int8  offset
     *   Int4  length of the set
     *   Byten the set, encoded
     * </pre>
     */
    private static byte[] dumpGtid(byte[] set, long serverId, int flags) {
        return packet(23 + set.length)
                .put(COM_BINLOG_DUMP_GTID)
                .putShort((short) flags)
                .putInt((int) serverId)
                .putInt(0)
                .putLong(DumpStart.File.FIRST_OFFSET)
                .putInt(set.length)
                .put(set)
                .array();
    }

    /** Number 0: the first of a command. */
    private static ByteBuffer packet(int payloadBytes) {
        if (payloadBytes >= PacketBuffer.CONTINUED) {
            throw new IllegalArgumentException("a set of GTIDs with more than a million intervals");
        }
        return ByteBuffer.allocate(PacketBuffer.HEADER_BYTES + payloadBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payloadBytes);
    }
}
