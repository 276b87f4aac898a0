package dev.leat.capture.mysql.stream;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.xa.PreparedRows;
import dev.leat.capture.mysql.xa.XaTransactions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leads XA transactions past where they are prepared, and into the batch where they are committed. Single-threaded, but for {@link #close}. */
final class XaDelivery implements AutoCloseable {
    private final XaTransactions prepared;
    private final BinlogDecoder decoder;
    private final PacketBuffer buffer;
    private final Transactions transactions;
    private final Function<Place, SchemaResolver> resolvers;
    private final Runnable onGap;
    private @Nullable PreparedRows rows;

    /**
     * @param buffer with the event that was decoded last
     * @param resolvers for the table maps of a transaction that begins at a place
     * @param onGap called where rows are lost, so that a reseed goes on behind them
     */
    XaDelivery(
            XaTransactions prepared,
            BinlogDecoder decoder,
            PacketBuffer buffer,
            Transactions transactions,
            Function<Place, SchemaResolver> resolvers,
            Runnable onGap) {
        this.prepared = prepared;
        this.decoder = decoder;
        this.buffer = buffer;
        this.transactions = transactions;
        this.resolvers = resolvers;
        this.onGap = onGap;
    }

    /** The stream has come to an event that delivers nothing. */
    void pass(Decoded decoded, boolean inPayload) {
        switch (decoded) {
            case XA_BEGIN -> {
                prepared.begin(transactions.begun(), Objects.requireNonNull(decoder.format()));
                keep(inPayload);
            }
            case XA_PREPARED -> {
                keep(inPayload);
                prepared.prepared(decoder.xid());
                transactions.skip();
            }
            case XA_ROLLED_BACK -> {
                prepared.rolledBack(decoder.xid());
                transactions.skip();
            }
            default -> keep(inPayload);
        }
    }

    /** Whether the rows that come are those of a transaction that is not committed yet. */
    boolean isWithheld() {
        return prepared.isOpen();
    }

    /** The transaction that was begun came to no end. */
    void abandon() {
        prepared.abandon();
    }

    /** A compressed transaction is one event, whatever is in it. */
    private void keep(boolean inPayload) {
        if (!inPayload || !prepared.hasEvents()) {
            prepared.add(buffer.bytes(), buffer.eventStart(), buffer.eventEnd() - buffer.eventStart());
        }
    }

    /** A transaction is committed, whose rows are delivered before anything else. */
    void open(Decoded decoded, boolean inPayload) {
        if (decoded == Decoded.XA_COMMITTED_AT_ONCE) {
            keep(inPayload);
            rows = unlessLost(() -> prepared.committedAtOnce(decoder.xid(), resolvers));
        } else {
            rows = unlessLost(() ->
                    prepared.committed(decoder.xid(), transactions.begun(), transactions.begunSequence(), resolvers));
        }
    }

    /** Whether rows of a committed transaction are left. */
    boolean isDelivering() {
        return rows != null;
    }

    /** Decodes the next event of them; null when it has not arrived yet. */
    @Nullable
    Decoded next(ChangeBatchBuilder builder) {
        PreparedRows open = Objects.requireNonNull(rows);
        Decoded decoded = unlessLost(() -> open.next(builder));
        if (decoded == Decoded.CHANGE) {
            transactions.changed();
        } else if (decoded == Decoded.XA_PREPARED || decoded == Decoded.XA_COMMITTED_AT_ONCE) {
            end();
            transactions.commit();
        }
        return decoded;
    }

    /** Waits for more of them; false if nothing came in time. */
    boolean read(Duration timeout) {
        return Objects.requireNonNull(rows).read(timeout);
    }

    private <T extends @Nullable Object> T unlessLost(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CdcException refused) {
            if (refused.kind() == ErrorKind.GAP) {
                onGap.run();
            }
            throw refused;
        }
    }

    /** Delivers no more. */
    void end() {
        PreparedRows open = rows;
        rows = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends what is read of the log, from any thread. */
    @Override
    public void close() {
        prepared.close();
    }
}
