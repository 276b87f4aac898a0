package dev.leat.benchmarks.endtoend;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.CopyBothStream.Frame;
import dev.leat.capture.postgres.wire.FrameBuffer;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.ReplicationConnection;
import dev.leat.capture.postgres.wire.StreamSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The limit: Leat's connection alone. Counts changes and decodes nothing. */
public final class RawReader {
    private RawReader() {}

    /**
     * Reads until so many rows came.
     *
     * @param args URL, slot, publication, rows
     */
    public static void main(String[] args) throws SQLException, IOException {
        Login login = Login.of(PostgresUrl.parse(args[0]), null, null, null);
        long rows = Long.parseLong(args[3]);
        try (ReplicationConnection connection = ReplicationConnection.open(login, "raw");
                CopyBothStream stream = connection.start(
                        args[1], Lsn.NONE, ReplicationConnection.pgoutput(List.of(args[2])), StreamSettings.DEFAULT)) {
            FrameBuffer buffer = new FrameBuffer();
            long count = 0;
            while (count < rows) {
                buffer.compact();
                stream.read(buffer, Duration.ofMillis(100));
                for (Frame frame = stream.next(buffer); frame != Frame.NONE; frame = stream.next(buffer)) {
                    if (frame == Frame.XLOG_DATA && Change.isTag(buffer.bytes()[buffer.payloadStart()])) {
                        count++;
                    }
                }
            }
        }
    }
}
