package dev.leat.capture.mysql.xa;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.log.Place;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rows of a transaction that was prepared before, event by event. Single-threaded. */
public final class PreparedRows implements AutoCloseable {
    private final String xid;
    private final Place begin;
    private final Events events;
    private final SchemaResolver resolver;
    private @Nullable BinlogDecoder decoder;
    private boolean inPayload;

    PreparedRows(String xid, Place begin, Events events, SchemaResolver resolver) {
        this.xid = xid;
        this.begin = begin;
        this.events = events;
        this.resolver = resolver;
    }

    /**
     * Decodes the next event, as {@link BinlogDecoder#decode} does; the one that is its end answers {@link Decoded#XA_PREPARED} or {@link
     * Decoded#XA_COMMITTED_AT_ONCE}.
     *
     * @return null when it has not arrived yet
     */
    public @Nullable Decoded next(ChangeBatchBuilder builder) {
        BinlogDecoder open = decoder;
        if (inPayload && open != null) {
            Decoded inside = open.decodeNext(builder);
            if (inside != null) {
                return checked(open, inside);
            }
            inPayload = false;
        }
        if (!events.next()) {
            return null;
        }
        if (open == null) {
            open = BinlogDecoder.within(events.format(), resolver, PayloadLimits.DEFAULT);
            decoder = open;
        }
        Decoded decoded = open.decode(events.bytes(), events.offset(), events.length(), builder);
        inPayload = decoded == Decoded.PAYLOAD;
        return checked(open, decoded);
    }

    private Decoded checked(BinlogDecoder open, Decoded decoded) {
        boolean isEnd = switch (decoded) {
            case XA_PREPARED, XA_COMMITTED_AT_ONCE, COMMIT -> true;
            default -> false;
        };
        if (isEnd && (decoded == Decoded.COMMIT || !open.xid().equals(xid))) {
            throw new CdcException(
                    ErrorKind.DECODE, "the log has another transaction at " + begin + " than the prepared one " + xid);
        }
        return decoded;
    }

    /**
     * Waits for more.
     *
     * @return false if nothing came in time
     */
    public boolean read(Duration timeout) {
        return events.read(timeout);
    }

    @Override
    public void close() {
        events.close();
        BinlogDecoder open = decoder;
        if (open != null) {
            open.close();
        }
    }
}
