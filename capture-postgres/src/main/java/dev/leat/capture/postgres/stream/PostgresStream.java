package dev.leat.capture.postgres.stream;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.pgoutput.Decoded;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.slot.LastCommit;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.CopyBothStream.Frame;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.FrameBuffer;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.MessageTooLargeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A replication stream as batches. {@link #poll} belongs to one thread, the rest to any. */
public final class PostgresStream implements ChangeStream {
    /** A batch takes what arrives until so much is there: enough to keep a sink busy, small enough for the cache. */
    private static final int TARGET_BYTES = FrameBuffer.DEFAULT_CAPACITY;

    /** On its way to a sink a row is in memory several times: as it arrives, grown into, as a request, and as its text there. */
    private static final int ROWS_IN_HEAP = 8;

    private static final int MEBIBYTE = 1 << 20;
    private static final int ROOM_MEBIBYTES = 64;
    private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();
    private static final int MAX_ROW_BYTES =
            (int) Math.min(FrameBuffer.MAX_MESSAGE_BYTES, Math.max(MEBIBYTE, HEAP_BYTES / ROWS_IN_HEAP));

    private static final byte[] NO_BYTES = new byte[0];
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(3);

    private final CopyBothStream wire;
    private final PgOutputDecoder decoder;
    private final BatchLimits limits;
    private final StreamStart start;
    private final BiConsumer<Position, LastCommit> storeCursor;
    private final String name;
    private final BatchPool pool = new BatchPool();
    private final CommitsByPosition commits = new CommitsByPosition();
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();

    private volatile @Nullable CdcException failure;
    private final AtomicReference<@Nullable Announcement> announcement = new AtomicReference<>();
    private FrameBuffer buffer = newBuffer();
    private boolean unseen;
    private boolean hasEnd;
    private boolean tellsFirst;
    private long lastCommitEnd = Lsn.NONE;
    private int lastXid;
    private long end;
    private int endPosition;
    private int endSize;

    /**
     * What the catalog says of tables.
     *
     * @param from where the log was before the catalog was read: what is announced in the log behind it may be newer
     * @param lsn where the log was after it: what is before it is not newer
     */
    private record Announcement(long from, long lsn, List<TableSchema> tables) {}

    /**
     * @param wire started, nothing read yet
     * @param decoder for this connection
     * @param start how the stream began
     * @param storeCursor stores a confirmed position durably, with the last commit before it
     * @param name of the slot and server, for messages
     */
    public PostgresStream(
            CopyBothStream wire,
            PgOutputDecoder decoder,
            BatchLimits limits,
            StreamStart start,
            BiConsumer<Position, LastCommit> storeCursor,
            String name) {
        this.wire = wire;
        this.decoder = decoder;
        this.limits = limits;
        this.start = start;
        this.end = start.position().sequence();
        this.storeCursor = storeCursor;
        this.name = name;
        decoder.timeMessagesBy(() -> buffer.clockMicros());
    }

    @Override
    public StreamStart start() {
        return start;
    }

    /** Ends the stream for a reason that it does not see itself: the next {@link #poll} throws it. Any thread. */
    public void fail(CdcException cause) {
        failure = cause;
    }

    /** The same, and closes the connection at once: also of a stream that nobody reads at the moment. Any thread. */
    public void abort(CdcException cause) {
        failure = cause;
        wire.close();
    }

    /**
     * Tells of columns that the catalog has: of a table that was altered and not written since, the log says nothing. As long as
     * an earlier one waits for its place, later ones are dropped: whoever looks at the catalog looks again. Any thread.
     *
     * @param from the end of the log before the catalog was read
     * @param lsn the end of the log after that
     */
    public void announce(long from, long lsn, List<TableSchema> tables) {
        announcement.compareAndSet(null, new Announcement(from, lsn, tables));
    }

    @Override
    public ChangeBatch poll(Duration timeout) {
        CdcException known = failure;
        if (known != null) {
            throw known;
        }
        Announcement due = builder.inTransaction() ? null : takeDue();
        if (due != null) {
            return announced(due);
        }
        try {
            builder.wrap(buffer.bytes(), buffer.limit());
            if (!unseen && !read(timeout)) {
                return ChangeBatch.nothing();
            }
            while (gather() && read(Duration.ZERO)) {
                // more has arrived than the batch holds so far
            }
            return cut();
        } catch (MessageTooLargeException large) {
            throw tooLarge(large);
        } catch (IOException lost) {
            CdcException reason = failure;
            throw reason == null ? Failure.of("stream of " + name, lost) : reason;
        }
    }

    /** What everything that was sent before has passed. */
    private @Nullable Announcement takeDue() {
        Announcement due = announcement.get();
        return isDue(due, end) && announcement.compareAndSet(due, null) ? due : null;
    }

    private static boolean isDue(@Nullable Announcement told, long place) {
        return told != null && !Lsn.isAfter(told.lsn(), place);
    }

    private static FrameBuffer newBuffer() {
        return new FrameBuffer(FrameBuffer.DEFAULT_CAPACITY, MAX_ROW_BYTES);
    }

    private CdcException tooLarge(MessageTooLargeException failure) {
        TableSchema table = decoder.schema(failure.relation());
        long enough = (long) ROWS_IN_HEAP * failure.length() / MEBIBYTE + ROOM_MEBIBYTES;
        return new CdcException(
                ErrorKind.SETUP,
                (table == null ? "a message of " + name : "a row of " + table.table()) + " has " + failure.length()
                        + " bytes, and with a heap of " + HEAP_BYTES / MEBIBYTE + " MiB none may have more than "
                        + MAX_ROW_BYTES + "; start again with a larger one, such as LEAT_JAVA_OPTS=-Xmx" + enough + "m",
                failure);
    }

    private boolean read(Duration timeout) throws IOException {
        boolean arrived = wire.read(buffer, timeout);
        builder.wrap(buffer.bytes(), buffer.limit());
        return arrived;
    }

    /** Decodes what is there; false when the batch has to be closed. */
    private boolean gather() throws IOException {
        unseen = true;
        int before = buffer.position();
        for (Frame frame = wire.next(buffer); frame != Frame.NONE; frame = wire.next(buffer)) {
            if (frame == Frame.KEEPALIVE) {
                // At first a server tells where it reads, which may lie before the place that it was asked to begin at.
                // That
                // place itself is progress: on an idle server it is the head.
                if (!builder.inTransaction() && !Lsn.isAfter(end, buffer.walEnd())) {
                    end(buffer.walEnd());
                }
            } else if (passesAnnouncement()) {
                buffer.showAgainFrom(before);
                return false;
            } else {
                Decoded decoded = decoder.decode(
                        buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd() - buffer.payloadStart(), builder);
                if (decoded == Decoded.BOUNDARY) {
                    buffer.showAgainFrom(before);
                    return false;
                }
                if (decoded == Decoded.COMMIT) {
                    end(decoder.commitEndLsn());
                    lastCommitEnd = decoder.transactionEndLsn();
                    lastXid = decoder.xid();
                }
            }
            before = buffer.position();
            if (isFull()) {
                return false;
            }
        }
        unseen = false;
        return buffer.limit() < TARGET_BYTES && buffer.limit() < limits.maxBytes();
    }

    /**
     * Whether the transaction that begins here was committed behind a place where something is due: that is told first, by itself.
     */
    private boolean passesAnnouncement() {
        Announcement due = announcement.get();
        if (due == null || builder.inTransaction()) {
            return false;
        }
        long commitLsn = PgOutputDecoder.sequenceOfBegin(buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd());
        if (commitLsn == Lsn.NONE || !isDue(due, commitLsn)) {
            return false;
        }
        tellsFirst = builder.size() == 0;
        return true;
    }

    private boolean isFull() {
        return builder.size() >= limits.maxChanges() || (builder.size() > 0 && buffer.position() >= limits.maxBytes());
    }

    private void end(long lsn) {
        hasEnd = true;
        end = lsn;
        endPosition = buffer.position();
        endSize = builder.size();
        builder.mark();
        decoder.mark();
    }

    /** The batch up to the last commit or keepalive, or all of it inside a transaction that fills it. */
    private ChangeBatch cut() {
        if (tellsFirst) {
            tellsFirst = false;
            return announced(Objects.requireNonNull(announcement.getAndSet(null)));
        }
        if (!hasEnd) {
            return builder.size() == 0 ? idle() : build(null);
        }
        if (builder.size() > endSize || builder.inTransaction()) {
            builder.rewind();
            decoder.rewind();
            buffer.showAgainFrom(endPosition);
            unseen = true;
        }
        hasEnd = false;
        if (lastCommitEnd != Lsn.NONE) {
            commits.add(end, lastCommitEnd, lastXid);
        }
        long place = builder.size() == 0 ? end : placeOfRows();
        Position position = new Position(place, Lsn.format(place));
        return builder.size() == 0 ? progress(position) : build(position);
    }

    /**
     * Behind the last of the rows, and in front of a place where something is due: whoever waits for that place is not to go before
     * he has heard it. The end of a commit may be such a place; then it is one behind the commit's begin.
     */
    private long placeOfRows() {
        Announcement due = announcement.get();
        long lastEnd = decoder.commitEndLsn();
        if (!isDue(due, end)) {
            return end;
        }
        if (!isDue(due, lastEnd)) {
            return lastEnd;
        }
        return lastEnd == decoder.transactionEndLsn() ? decoder.sequence() + Lsn.ALIGNMENT : end;
    }

    private ChangeBatch idle() {
        buffer.compact();
        return ChangeBatch.nothing();
    }

    private ChangeBatch announced(Announcement due) {
        builder.wrap(NO_BYTES, 0);
        for (TableSchema table : due.tables()) {
            if (!decoder.hasAnnounced(table.table(), due.from())) {
                builder.announce(table);
            }
        }
        return builder.build(new Position(end, Lsn.format(end)));
    }

    /** With what is due there: whoever waits for this position is not to go before it has come. */
    private ChangeBatch progress(Position position) {
        Announcement due = takeDue();
        builder.wrap(NO_BYTES, 0);
        ChangeBatch batch = due == null ? builder.build(position) : announced(due);
        buffer.compact();
        return batch;
    }

    /** A batch keeps its whole buffer alive, for as long as a sink takes: one that would waste most of it gets a copy. */
    private ChangeBatch build(@Nullable Position position) {
        return buffer.position() < buffer.bytes().length / 2 ? copyOut(position) : handOver(position);
    }

    private ChangeBatch copyOut(@Nullable Position position) {
        builder.wrap(Arrays.copyOf(buffer.bytes(), buffer.position()), buffer.position());
        ChangeBatch batch = builder.build(position, null);
        buffer.compact();
        return batch;
    }

    private ChangeBatch handOver(@Nullable Position position) {
        FrameBuffer full = buffer;
        BatchPool.Spent spent = pool.take();
        buffer = spent == null ? newBuffer() : spent.buffer();
        full.moveUnseenTo(buffer);
        builder.wrap(full.bytes(), full.limit());
        if (spent != null) {
            builder.reuse(spent.batch());
        }
        return builder.build(position, released -> pool.giveBack(full, released));
    }

    @Override
    public void confirm(Position position) {
        for (CaptureSteps.ConfirmStep step : CaptureSteps.CONFIRM) {
            switch (step) {
                case STORE_CURSOR -> storeCursor.accept(position, commits.confirm(position.sequence()));
                case TELL_SERVER -> wire.confirm(position.sequence());
            }
        }
    }

    @Override
    public void requestProgress() {
        wire.requestReply();
    }

    @Override
    public void close() {
        wire.finish(FINISH_TIMEOUT);
    }
}
