package dev.leat.capture.mysql.wire;

import dev.leat.api.DecodeException;
import dev.leat.capture.mysql.session.Login;
import java.time.Duration;

/** When a log file was begun: of two files of one name, it tells which. */
public final class LogFileBegin {
    private static final int TYPE_AT = 4;
    private static final int FORMAT_DESCRIPTION = 15;
    private static final int HEADER_BYTES = 19;
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private LogFileBegin() {}

    /** The timestamp of the file's first event, in seconds since 1970, over a connection of its own. */
    public static long read(Login login, ReplicaId replica, String file) {
        try (BinlogConnection connection = BinlogConnection.open(login, replica);
                BinlogStream dump =
                        connection.dump(new DumpStart.File(file, DumpStart.File.FIRST_OFFSET), MAX_SILENCE, false)) {
            PacketBuffer buffer = new PacketBuffer();
            while (!dump.isAtEnd()) {
                while (dump.next(buffer)) {
                    int at = buffer.eventStart();
                    boolean isWhole = buffer.eventEnd() - at >= HEADER_BYTES;
                    if (isWhole && buffer.bytes()[at + TYPE_AT] == FORMAT_DESCRIPTION) {
                        return timestamp(buffer.bytes(), at);
                    }
                }
                buffer.compact();
                dump.read(buffer, MAX_SILENCE);
            }
            throw new DecodeException(0, "log file " + file + ": expected a format description first, found none");
        }
    }

    private static long timestamp(byte[] bytes, int at) {
        return (bytes[at] & 0xFFL)
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }
}
