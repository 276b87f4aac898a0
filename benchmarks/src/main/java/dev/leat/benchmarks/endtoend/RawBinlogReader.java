package dev.leat.benchmarks.endtoend;

import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.time.Duration;
import java.util.Random;

/** The limit: Leat's connection alone. Steps over events and decodes nothing. */
public final class RawBinlogReader {
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private RawBinlogReader() {}

    /**
     * Reads up to the end of the log.
     *
     * @param args URL, the log file to begin with
     */
    public static void main(String[] args) {
        Login login = Login.of(MySqlUrl.parse(args[0]), null, null, null);
        DumpStart start = new DumpStart.File(args[1], LogBegin.OFFSET);
        try (BinlogConnection connection = BinlogConnection.open(login, ReplicaId.random(new Random()));
                BinlogStream stream = connection.dump(start, MAX_SILENCE, false)) {
            PacketBuffer buffer = new PacketBuffer();
            while (!stream.isAtEnd()) {
                buffer.compact();
                stream.read(buffer, MAX_SILENCE);
                boolean isEvent = stream.next(buffer);
                while (isEvent) {
                    isEvent = stream.next(buffer);
                }
            }
        }
    }
}
