package dev.leat.capture.mysql.fence;

import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.wire.SideDump;
import dev.leat.capture.mysql.wire.SideDumps;
import java.util.ArrayList;
import java.util.List;

/** Reads the log once more, for its statements alone. */
final class DumpedLog implements FencedLog {
    private final SideDumps dumps;

    DumpedLog(Login login) {
        this.dumps = new SideDumps(login);
    }

    @Override
    public List<Fence> read(Place from, Place to) {
        List<Fence> fences = new ArrayList<>();
        ChangeBatchBuilder unused = new ChangeBatchBuilder();
        try (SideDump dump = dumps.from(from);
                BinlogDecoder decoder = new BinlogDecoder(map -> null, PayloadLimits.DEFAULT)) {
            while (!dump.isAtEnd()) {
                while (dump.next()) {
                    Decoded decoded = decoder.decode(dump.bytes(), dump.offset(), dump.length(), unused);
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
                dump.read(SideDump.MAX_SILENCE);
            }
            return fences;
        }
    }

    @Override
    public void close() {
        dumps.close();
    }
}
