package dev.leat.capture.mysql.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.BinlogFormat;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.Gtid;
import dev.leat.capture.mysql.cursor.Committed;
import dev.leat.capture.mysql.cursor.Cursor;
import dev.leat.capture.mysql.cursor.Executed;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the builder's transactions, and knows the place between two of them that the stream has come to.
 * Single-threaded.
 */
final class Transactions {
    private static final byte[] NO_BYTES = {};
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final BinlogDecoder decoder;
    private final ChangeBatchBuilder builder;
    private final LogOrder order;
    private final Executed executed;
    /** A transaction that was delivered before: it is there because a dump can't begin behind it. */
    private final @Nullable Place deliveredBefore;

    private final byte[] id = new byte[Gtid.maxTextLength()];
    private @Nullable BinlogFormat format;
    private long fileBegun;
    /** The end of the last transaction, or of what followed it. */
    private Place place;

    private Place begun;
    private Place last;
    private boolean isNamed;
    private boolean isSkipped;
    private boolean isSplit;
    private int sizeAtBegin;

    /**
     * @param from where the stream begins
     */
    Transactions(BinlogDecoder decoder, ChangeBatchBuilder builder, LogOrder order, Cursor from) {
        this.decoder = decoder;
        this.builder = builder;
        this.order = order;
        this.executed = Executed.of(from.positioning(), from.executed());
        this.deliveredBefore = from.isBeyondDump() ? from.resume() : null;
        this.fileBegun = from.fileBegun();
        this.place = from.end();
        this.begun = from.resume();
        this.last = from.resume();
    }

    /** An event was decoded. */
    void passed(int length, Decoded decoded) {
        BinlogFormat now = decoder.format();
        if (format != now && decoder.timestamp() > 0) {
            format = now;
            fileBegun = decoder.timestamp();
        }
        boolean isBegin = decoded == Decoded.BEGIN || decoded == Decoded.XA_BEGIN || decoded == Decoded.FENCE;
        if (decoded == Decoded.GTID || (isBegin && !isNamed && !builder.inTransaction())) {
            begun = new Place(decoder.file(), decoder.position() - length);
            isNamed = decoded == Decoded.GTID;
        } else if (!decoder.inTransaction() && !isNamed && !builder.inTransaction()) {
            place = here();
        }
    }

    private Place here() {
        return new Place(decoder.file(), decoder.position());
    }

    /** A place between two transactions: everything before it was delivered. */
    Place place() {
        return place;
    }

    /** Where the transaction began that is delivered, or was last. */
    Place begun() {
        return begun;
    }

    /** The number of the transaction that began there. */
    long begunSequence() {
        return order.ofTransaction(begun);
    }

    /** The number of {@link #place}. */
    long sequence() {
        return order.at(place);
    }

    String positionText() {
        return executed.text(place);
    }

    Committed committed(long sequence) {
        return new Committed(sequence, last, place, fileBegun, executed.transactions());
    }

    /** What comes next is behind what the transaction that begins was committed behind. */
    void stopBefore() {
        place = begun;
    }

    void begin() {
        isNamed = false;
        isSplit = false;
        isSkipped = begun.equals(deliveredBefore);
        Gtid gtid = decoder.gtid();
        int idLength = gtid.writeTo(id);
        byte[] name = idLength > 0 ? id : begun.toString().getBytes(US_ASCII);
        long micros = gtid.commitMicros() > 0 ? gtid.commitMicros() : decoder.timestamp() * MICROS_PER_SECOND;
        byte[] position = executed.bytes(place);
        builder.mark();
        sizeAtBegin = builder.size();
        builder.begin(
                order.ofTransaction(begun),
                micros,
                name,
                idLength > 0 ? idLength : name.length,
                position,
                executed.length());
    }

    /** Rows were added to the batch. */
    void changed() {
        if (isSkipped) {
            builder.rewind();
            if (builder.size() == 0) {
                builder.wrap(NO_BYTES, 0);
            }
            begin();
        }
    }

    /** The batch ends inside the transaction. */
    void split() {
        isSplit = true;
        sizeAtBegin = 0;
    }

    void commit() {
        joinExecuted();
        byte[] position = executed.bytes(place);
        builder.commit(position, executed.length());
        if (!isSplit && builder.size() == sizeAtBegin) {
            builder.rewind();
        }
    }

    /** False: some of it was delivered. */
    boolean rollback() {
        if (isSplit) {
            return false;
        }
        if (builder.inTransaction()) {
            builder.rewind();
        }
        joinExecuted();
        return true;
    }

    /** A transaction without rows, or whose rows count later. */
    void skip() {
        joinExecuted();
    }

    private void joinExecuted() {
        executed.add(decoder.gtid());
        isNamed = false;
        last = begun;
        place = here();
    }
}
