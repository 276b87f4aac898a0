package dev.leat.capture.mysql.wire;

import dev.leat.capture.mysql.session.Login;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** Looks into a server's log for one event, over a connection of its own. */
final class FirstEvent {
    private static final int TYPE_AT = 4;
    private static final int HEADER_BYTES = 19;
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private FirstEvent() {}

    /**
     * The timestamp of the first event of a wanted type, in seconds since 1970; empty if there is none up to the end of the log.
     *
     * @param replica nobody else's, or the server ends the other's dump
     */
    static OptionalLong timestamp(Login login, ReplicaId replica, DumpStart start, IntPredicate isWanted) {
        try (BinlogConnection connection = BinlogConnection.open(login, replica);
                BinlogStream dump = connection.dump(start, MAX_SILENCE, false)) {
            PacketBuffer buffer = new PacketBuffer();
            while (!dump.isAtEnd()) {
                while (dump.next(buffer)) {
                    int at = buffer.eventStart();
                    boolean isWhole = buffer.eventEnd() - at >= HEADER_BYTES;
                    if (isWhole && isWanted.test(buffer.bytes()[at + TYPE_AT] & 0xFF)) {
                        return OptionalLong.of(timestamp(buffer.bytes(), at));
                    }
                }
                buffer.compact();
                dump.read(buffer, MAX_SILENCE);
            }
            return OptionalLong.empty();
        }
    }

    private static long timestamp(byte[] bytes, int at) {
        return (bytes[at] & 0xFFL)
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }
}
