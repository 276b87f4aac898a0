package dev.leat.capture.mysql.catalog;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;

/** Reads what a server logs from here on. */
public final class ServerLog {
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);
    private static final byte[] POSITION = {1};

    private final Login login;
    private final Place start;

    private ServerLog(Login login, Place start) {
        this.login = login;
        this.start = start;
    }

    /** From the log's end. */
    public static ServerLog behind(Session session, Login login) throws SQLException {
        return new ServerLog(login, LogEnd.read(session));
    }

    /** Everything up to where the log ends now; to be released by the caller. */
    public ChangeBatch read(SchemaResolver resolver) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        PacketBuffer buffer = new PacketBuffer();
        BinlogConnection connection = BinlogConnection.open(login, ReplicaId.random(new Random()));
        try (BinlogDecoder decoder = new BinlogDecoder(resolver, PayloadLimits.DEFAULT);
                BinlogStream stream =
                        connection.dump(new DumpStart.File(start.file(), start.offset()), MAX_SILENCE, false)) {
            while (true) {
                while (stream.next(buffer)) {
                    int length = buffer.eventEnd() - buffer.eventStart();
                    Decoded answer = decoder.decode(buffer.bytes(), buffer.eventStart(), length, builder);
                    if (answer == Decoded.BEGIN) {
                        builder.begin(decoder.position(), 0, POSITION, POSITION.length, POSITION, POSITION.length);
                    } else if (!decoder.inTransaction() && builder.inTransaction()) {
                        builder.commit(POSITION, POSITION.length);
                    }
                }
                if (stream.isAtEnd()) {
                    return builder.build(null);
                }
                buffer.compact();
                stream.read(buffer, MAX_SILENCE);
            }
        }
    }
}
