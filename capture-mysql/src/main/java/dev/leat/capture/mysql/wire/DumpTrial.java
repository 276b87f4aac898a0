package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.capture.mysql.session.Login;
import java.time.Duration;
import java.util.Set;

/** Asks a server whether it would send its log from somewhere on. */
public final class DumpTrial {
    private static final int TYPE_AT = 4;
    private static final int HEADER_BYTES = 19;
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    /**
     * What a server sends before it has found the place, whatever comes of it: the file's name, its description, the
     * transactions before it, how it is encrypted, and which files MariaDB's engines may still need.
     */
    private static final Set<Integer> PREAMBLE = Set.of(4, 15, 35, 161, 163, 164);

    private DumpTrial() {}

    /**
     * Reads up to the first event that says that the server goes on from there, or the end of the log, over a connection of its
     * own.
     *
     * @param replica nobody else's, or the server ends the other's dump
     * @throws CdcException GAP if it has no such place
     */
    public static void run(Login login, ReplicaId replica, DumpStart start) {
        try (BinlogConnection connection = BinlogConnection.open(login, replica);
                BinlogStream dump = connection.dump(start, MAX_SILENCE, false)) {
            PacketBuffer buffer = new PacketBuffer();
            while (!dump.isAtEnd()) {
                while (dump.next(buffer)) {
                    int at = buffer.eventStart();
                    boolean isWhole = buffer.eventEnd() - at >= HEADER_BYTES;
                    if (isWhole && !PREAMBLE.contains(buffer.bytes()[at + TYPE_AT] & 0xFF)) {
                        return;
                    }
                }
                buffer.compact();
                dump.read(buffer, MAX_SILENCE);
            }
        }
    }
}
