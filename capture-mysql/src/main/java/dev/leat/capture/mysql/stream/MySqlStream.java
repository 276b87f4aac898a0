package dev.leat.capture.mysql.stream;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.BatchPool;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.RowSelection;
import dev.leat.capture.mysql.binlog.SchemaResolver.Resolved;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.cursor.CursorKeeper;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.xa.XaTransactions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dump, event by event, into batches that end with a transaction where they can.
 *
 * <p>Threads: {@link #poll} belongs to one thread; the others may be called from any.
 */
public final class MySqlStream implements ChangeStream {
    private static final int FIRST_BYTES = 1 << 16;
    private static final long MAX_POOLED_BYTES = 32L << 20;
    private static final int POOLS_IN_HEAP = 4;
    /** Waits for the rest of a transaction that has begun to arrive no longer than this. */
    private static final Duration REST = Duration.ofMillis(50);

    private final BinlogStream wire;
    private final StreamTables tables;
    private final BinlogDecoder decoder;
    private final BatchLimits limits;
    private final StreamStart start;
    private final CursorKeeper cursor;
    private final Transactions transactions;
    private final XaDelivery xa;
    private final Announcements announcements = new Announcements();
    private final PacketBuffer buffer = new PacketBuffer();
    private final BatchPool pool =
            new BatchPool(Math.min(MAX_POOLED_BYTES, Runtime.getRuntime().maxMemory() / POOLS_IN_HEAP));
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();

    private volatile boolean closed;
    private boolean inPayload;
    private boolean beginsLater;
    private boolean wantsLook;
    private @Nullable TableSchema truncated;
    /** The position of the batch that was delivered last. */
    private long delivered;

    /**
     * @param wire started, nothing read yet
     * @param tables whose changes are delivered
     * @param prepared of the same log
     * @param start how the stream began
     * @param cursor stores what is confirmed
     */
    public MySqlStream(
            BinlogStream wire,
            StreamTables tables,
            XaTransactions prepared,
            BatchLimits limits,
            StreamStart start,
            CursorKeeper cursor) {
        this.wire = wire;
        this.tables = tables;
        this.limits = limits;
        this.start = start;
        this.cursor = cursor;
        this.delivered = start.position().sequence();
        this.decoder = new BinlogDecoder(this::resolve, PayloadLimits.DEFAULT, RowSelection.BUT_XA);
        this.transactions = new Transactions(decoder, builder, cursor.stored().order(), cursor.stored());
        this.xa = new XaDelivery(
                prepared, decoder, buffer, transactions, at -> map -> resolve(map, at), this::obstructed);
        announcements.replace(tables.look());
        builder.wrap(new byte[FIRST_BYTES], 0);
    }

    @Override
    public StreamStart start() {
        return start;
    }

    /**
     * Waits for the first event, which says where the server begins to read.
     *
     * @throws CdcException GAP if it has no such place
     */
    public void awaitBegin() {
        while (decoder.file().isEmpty()) {
            if (next() == null) {
                wire.read(buffer, REST); // which ends with a failure when the server stays silent
            }
        }
    }

    @Override
    public ChangeBatch poll(Duration timeout) {
        synchronized (decoder) {
            if (closed) {
                throw new CdcException(ErrorKind.CONNECTION, "the stream was closed");
            }
            return next(timeout);
        }
    }

    private ChangeBatch next(Duration timeout) {
        if (truncated != null) {
            return truncate(truncated);
        }
        if (announcements.areDue(transactions.place())) {
            return announce();
        }
        if (beginsLater) {
            beginsLater = false;
            transactions.begin();
        }
        gather(timeout);
        if (wantsLook && !builder.inTransaction()) {
            wantsLook = false;
            announcements.replace(tables.look());
        }
        return cut();
    }

    private @Nullable Resolved resolve(TableMapEvent map) {
        return resolve(map, transactions.begun());
    }

    /**
     * @param at where the group of events begins that the table map stands in
     */
    private @Nullable Resolved resolve(TableMapEvent map, Place at) {
        Resolved resolved;
        try {
            resolved = tables.resolve(map, at, transactions.begun());
        } catch (CdcException refused) {
            if (!map.hasNames() && refused.kind() != ErrorKind.CONNECTION) {
                obstructed();
            }
            throw refused;
        }
        if (resolved != null) {
            announcements.resolved(resolved.schema(), transactions.begun());
        }
        return resolved;
    }

    /** A reseed goes on behind the transaction. */
    private void obstructed() {
        cursor.obstructed(transactions.begun());
    }

    /**
     * Decodes until a transaction ends and nothing more is there, or the batch is full. A log that is busy with other tables brings
     * progress, and no change for as long as it likes.
     */
    private void gather(Duration timeout) {
        long begin = System.nanoTime();
        Duration wait = timeout;
        while (true) {
            Decoded decoded = next();
            if (decoded == null) {
                boolean hasSome = builder.size() > 0 || transactions.sequence() > delivered;
                if (hasSome && !builder.inTransaction()) {
                    return;
                }
                if (System.nanoTime() - begin > timeout.toNanos()) {
                    return;
                }
                if (!read(wait)) {
                    return;
                }
                wait = builder.size() > 0 ? REST : wait;
            } else if (isOver() || isFull()) {
                return;
            }
        }
    }

    private boolean read(Duration wait) {
        if (xa.isDelivering()) {
            return xa.read(wait);
        }
        buffer.compact();
        return wire.read(buffer, wait);
    }

    private @Nullable Decoded next() {
        if (xa.isDelivering()) {
            return nextPrepared();
        }
        if (inPayload) {
            Decoded inside = decoder.decodeNext(builder);
            if (inside != null) {
                return handle(inside);
            }
            inPayload = false;
        }
        if (!wire.next(buffer)) {
            return null;
        }
        int length = buffer.eventEnd() - buffer.eventStart();
        Decoded decoded = decoder.decode(buffer.bytes(), buffer.eventStart(), length, builder);
        transactions.passed(length, decoded);
        return handle(decoded);
    }

    /** Of the rows that are delivered in place of what the log has next. */
    private @Nullable Decoded nextPrepared() {
        Decoded decoded = xa.next(builder);
        if (decoded == Decoded.STATEMENT || decoded == Decoded.ROLLBACK_TO_SAVEPOINT) {
            throw undeliverable(decoded);
        }
        return decoded;
    }

    private Decoded handle(Decoded decoded) {
        switch (decoded) {
            case BEGIN -> beginOrTell();
            case XA_BEGIN, WITHHELD, XA_PREPARED, XA_ROLLED_BACK -> xa.pass(decoded, inPayload);
            case XA_COMMITTED, XA_COMMITTED_AT_ONCE -> {
                xa.open(decoded, inPayload);
                beginOrTell();
            }
            case CHANGE -> transactions.changed();
            case COMMIT -> transactions.commit();
            case ROLLBACK -> {
                xa.abandon();
                if (!transactions.rollback()) {
                    throw undeliverable(decoded);
                }
            }
            case FENCE -> fence();
            case PAYLOAD -> inPayload = true;
            case GTID, OTHER, ROTATE, HEARTBEAT, STOP -> {}
            case STATEMENT, ROLLBACK_TO_SAVEPOINT -> {
                if (!xa.isWithheld()) {
                    throw undeliverable(decoded);
                }
                xa.pass(decoded, inPayload);
            }
            case INCIDENT -> throw undeliverable(decoded);
        }
        return decoded;
    }

    private CdcException undeliverable(Decoded what) {
        obstructed();
        return Undeliverable.of(what, transactions.begun());
    }

    /** What was due in front of the transaction's commit is told first. */
    private void beginOrTell() {
        if (announcements.areDue(transactions.begun())) {
            transactions.stopBefore();
            beginsLater = true;
        } else {
            transactions.begin();
        }
    }

    /** A statement by itself, or one that creates the table which its transaction fills. */
    private void fence() {
        wantsLook = true;
        tables.passed(decoder.statement(), new Place(decoder.file(), decoder.position()));
        if (!decoder.inTransaction()) {
            String statement = StatementText.withoutComments(decoder.statement());
            truncated = TruncateStatement.table(statement, decoder.statementDatabase())
                    .map(tables::latest)
                    .orElse(null);
            if (truncated == null) {
                Set<String> names = UnloggedRows.names(statement);
                if (!names.isEmpty()) {
                    tables.rowsUnlogged(names);
                }
                transactions.skip();
            }
        }
    }

    /** Whether the batch must not have what comes next. */
    private boolean isOver() {
        return truncated != null || beginsLater || (wantsLook && !builder.inTransaction());
    }

    private boolean isFull() {
        return builder.size() >= limits.maxChanges() || builder.byteCount() >= limits.maxBytes();
    }

    private ChangeBatch cut() {
        if (builder.inTransaction()) {
            return builder.size() == 0 ? ChangeBatch.nothing() : build(null);
        }
        long place = transactions.sequence();
        if (builder.size() == 0) {
            return place > delivered ? progress() : ChangeBatch.nothing();
        }
        // what is due at this very place is told with the place itself
        return build(position(announcements.areDue(transactions.place()) ? place - 1 : place));
    }

    private ChangeBatch progress() {
        return announcements.areDue(transactions.place())
                ? announce()
                : ChangeBatch.progress(position(transactions.sequence()));
    }

    private ChangeBatch announce() {
        ChangeBatchBuilder told = new ChangeBatchBuilder();
        announcements.take().forEach(told::announce);
        return told.build(position(transactions.sequence()));
    }

    /** Alone in its batch. */
    private ChangeBatch truncate(TableSchema table) {
        truncated = null;
        transactions.begin();
        builder.open(Operation.TRUNCATE, table, false, BeforeImage.ABSENT);
        builder.close();
        transactions.commit();
        return build(position(transactions.sequence()));
    }

    private Position position(long sequence) {
        Position position = new Position(sequence, transactions.positionText());
        delivered = sequence;
        cursor.delivered(transactions.committed(sequence));
        return position;
    }

    private ChangeBatch build(@Nullable Position position) {
        if (builder.inTransaction()) {
            transactions.split();
        }
        ChangeBatch spent = pool.take();
        if (spent != null) {
            builder.reuse(spent);
        }
        ChangeBatch batch = builder.build(position, pool);
        builder.wrap(spent == null ? new byte[FIRST_BYTES] : spent.recycledBytes(), 0);
        return batch;
    }

    @Override
    public void confirm(Position position) {
        cursor.confirm(position);
    }

    /** What inflating took is given back when nobody decodes any more. */
    @Override
    public void close() {
        closed = true;
        wire.close();
        tables.close();
        xa.close();
        synchronized (decoder) {
            xa.end();
            decoder.close();
        }
    }
}
