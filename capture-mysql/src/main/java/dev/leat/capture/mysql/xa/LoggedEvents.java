package dev.leat.capture.mysql.xa;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.BinlogFormat;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.RowSelection;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.wire.SideDump;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the log, read once more. */
final class LoggedEvents implements Events {
    private final String xid;
    private final Place begin;
    private final Place committed;
    private final SideDump dump;
    /** Leads to the transaction's begin: a dump can't begin at every place. */
    private final BinlogDecoder way = new BinlogDecoder(map -> null, PayloadLimits.DEFAULT, RowSelection.NONE);

    private final ChangeBatchBuilder unused = new ChangeBatchBuilder();
    private @Nullable BinlogFormat format;

    /**
     * @param dump begins at {@code begin}, or before it in the same file
     */
    LoggedEvents(String xid, Place begin, Place committed, SideDump dump) {
        this.xid = xid;
        this.begin = begin;
        this.committed = committed;
        this.dump = dump;
    }

    @Override
    public boolean next() {
        boolean isThere;
        try {
            isThere = step();
        } catch (CdcException refused) {
            throw refused.kind() == ErrorKind.GAP ? lost(String.valueOf(refused.getMessage()), refused) : refused;
        }
        if (!isThere && dump.isAtEnd()) {
            throw lost("where the log does not have its end", null);
        }
        return isThere;
    }

    private boolean step() {
        while (dump.next()) {
            if (isThere()) {
                return true;
            }
            if (way.decode(dump.bytes(), dump.offset(), dump.length(), unused) == Decoded.PAYLOAD) {
                way.leavePayload();
            }
        }
        return false;
    }

    private CdcException lost(String why, @Nullable CdcException cause) {
        return LostRows.gap(xid, committed, "it was prepared at " + begin + ", " + why, cause);
    }

    /** Every event that follows is of the transaction. */
    private boolean isThere() {
        BinlogFormat known = way.format();
        if (format == null
                && known != null
                && way.position() == begin.offset()
                && way.file().equals(begin.file())) {
            format = known;
        }
        return format != null;
    }

    @Override
    public boolean read(Duration timeout) {
        return dump.read(timeout);
    }

    @Override
    public BinlogFormat format() {
        return Objects.requireNonNull(format, "next() comes first");
    }

    @Override
    public byte[] bytes() {
        return dump.bytes();
    }

    @Override
    public int offset() {
        return dump.offset();
    }

    @Override
    public int length() {
        return dump.length();
    }

    @Override
    public void close() {
        dump.close();
        way.close();
    }
}
