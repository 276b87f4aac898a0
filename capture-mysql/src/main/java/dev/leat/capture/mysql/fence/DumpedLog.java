package dev.leat.capture.mysql.fence;

import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the log once more, for its statements alone. */
final class DumpedLog implements FencedLog {
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private final Login login;
    private volatile @Nullable BinlogStream running;
    private volatile boolean closed;

    DumpedLog(Login login) {
        this.login = login;
    }

    @Override
    public List<Fence> read(Place from, Place to) {
        List<Fence> fences = new ArrayList<>();
        ChangeBatchBuilder unused = new ChangeBatchBuilder();
        PacketBuffer buffer = new PacketBuffer();
        // the command has room for no more; what comes before does not matter
        long offset = from.offset() > DumpStart.File.MAX_OFFSET ? DumpStart.File.FIRST_OFFSET : from.offset();
        try (BinlogConnection connection = BinlogConnection.open(login, ReplicaId.random(new SecureRandom()));
                BinlogStream dump = connection.dump(new DumpStart.File(from.file(), offset), MAX_SILENCE, false);
                BinlogDecoder decoder = new BinlogDecoder(map -> null, PayloadLimits.DEFAULT)) {
            running = dump;
            if (closed) {
                close();
            }
            while (!dump.isAtEnd()) {
                while (dump.next(buffer)) {
                    Decoded decoded = decoder.decode(
                            buffer.bytes(), buffer.eventStart(), buffer.eventEnd() - buffer.eventStart(), unused);
                    for (Decoded inside = decoded; decoded == Decoded.PAYLOAD && inside != null; ) {
                        inside = decoder.decodeNext(unused);
                    }
                    Place here = new Place(decoder.file(), decoder.position());
                    if (decoded == Decoded.FENCE) {
                        Fence.of(here, decoder.statement()).ifPresent(fences::add);
                    }
                    if (here.compareTo(to) >= 0) {
                        return fences;
                    }
                }
                buffer.compact();
                dump.read(buffer, MAX_SILENCE);
            }
            return fences;
        } finally {
            running = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        BinlogStream dump = running;
        if (dump != null) {
            dump.close();
        }
    }
}
