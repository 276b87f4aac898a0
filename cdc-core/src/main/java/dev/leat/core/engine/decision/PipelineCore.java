package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.WriteReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as decisions: takes events, calls {@link Actions}. Belongs to one thread, which tells it the time before each
 * event with {@link #advance}. Events that answer a request which was given up are ignored.
 */
public final class PipelineCore {
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;
    private static final long MAX_PAUSE_NANOS = 30_000_000_000L;
    private static final long FIRST_REREAD_NANOS = 10_000_000L;
    private static final long MAX_REREAD_NANOS = 1_000_000_000L;
    private static final long PROGRESS_NANOS = 20_000_000L;
    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    private final CoreSettings settings;
    private final Rules rules;
    private final Actions actions;
    private final List<SinkStart> sinks;
    private final Timers timers = new Timers();
    private final Backoff backoff;
    private final InFlightBytes bytes;
    private final RecordedBatches recorded = new RecordedBatches();
    private final AckFrontier frontier;
    private final Accounting accounting = new Accounting();
    private final Fanout fanout;
    private final StreamState stream;
    private final Confirmations confirmations;
    private final PointReads points;
    private final Retries retries;
    private final Seeding seeding;
    private final Reducer reducer;
    private final AlteredTables altered;
    private final boolean completesPartial;
    /** Of tables what the file selects; it says nothing of messages. */
    private final Set<Operation> delivered = EnumSet.of(Operation.MESSAGE);

    private boolean[] leftOut = new boolean[0];
    private int streamFailures;
    private boolean firstMarks;
    private boolean started;
    private boolean untilCaughtUp;
    private boolean headAsked;
    private @Nullable Position head;
    private boolean stopping;
    private boolean over;
    private boolean progressAsked;

    /**
     * @param tables what the pipeline leads, and what is known of their columns
     * @param plan which tables are seeded in which sinks
     * @param start how the first stream, which is open already, began
     */
    public PipelineCore(
            CoreSettings settings,
            Actions actions,
            LedTables tables,
            List<SinkStart> sinks,
            SeedPlan plan,
            StreamStart start) {
        if (sinks.isEmpty()) {
            throw new IllegalArgumentException("a pipeline needs a sink");
        }
        this.settings = settings;
        this.rules = settings.rules();
        this.actions = actions;
        this.sinks = List.copyOf(sinks);
        this.backoff = new Backoff(FIRST_PAUSE_NANOS, MAX_PAUSE_NANOS, settings.jitter());
        this.bytes = new InFlightBytes(settings.maxInFlightBytes());
        this.frontier = new AckFrontier(rules, start.position());
        this.stream = new StreamState(start.position());
        List<SinkLanes> lanes = new ArrayList<>();
        for (int i = 0; i < sinks.size(); i++) {
            lanes.add(new SinkLanes(settings.lanes(), rules, actions::write));
        }
        this.fanout = new Fanout(lanes, settings.lanes(), rules);
        this.confirmations = new Confirmations(
                settings,
                actions,
                timers,
                frontier,
                tables.schemas().stream().map(TableSchema::table).collect(Collectors.toSet()),
                sinks.size());
        SeedContext context = new SeedContext(
                settings,
                actions,
                timers,
                new Backoff(FIRST_REREAD_NANOS, MAX_REREAD_NANOS, settings.jitter()),
                fanout,
                bytes,
                recorded,
                new ReadPause(settings.pace(), timers),
                stream,
                frontier);
        this.points = new PointReads(context, IntStream.range(0, sinks.size()).toArray(), null);
        this.retries = new Retries(context, deletable(tables.schemas()));
        this.seeding = new Seeding(context, plan);
        this.altered = new AlteredTables(tables, context, this.sinks, seeding, this::fail);
        this.reducer = new Reducer(rules);
        this.delivered.addAll(settings.operations());
        this.completesPartial = sinks.stream().anyMatch(sink -> !sink.acceptsPartial());
    }

    /** A row that the source has no more is deleted in a sink only where deletes are led at all. */
    private Map<TableId, TableSchema> deletable(List<TableSchema> tables) {
        return settings.operations().contains(Operation.DELETE)
                ? tables.stream().collect(Collectors.toMap(TableSchema::table, table -> table))
                : Map.of();
    }

    /** Tells the time, in nanoseconds of a steady clock, and runs what is due. */
    public void advance(long nanos) {
        timers.advance(nanos);
        if (!over && started) {
            step();
        }
    }

    /** When {@link #advance} has to be called again at the latest; {@link Long#MAX_VALUE}: no need. */
    public long nextDue() {
        return timers.next();
    }

    /**
     * Begins: what has to be seeded anew is begun anew in its sinks, then the first marks are stored. In this order, since
     * new marks would hide from the next start that these sinks have missed something. Nothing may be delivered before
     * {@link #wantsBatch} says so.
     */
    public void start(boolean stopWhenCaughtUp) {
        untilCaughtUp = stopWhenCaughtUp;
        stream.opened(1, stream.position());
        frontier.reconnect(1, stream.position());
        seeding.beginAnew();
        altered.storeSettled();
        storeFirstMarks();
    }

    private void storeFirstMarks() {
        if (!firstMarks && seeding.hasBegunAnew()) {
            firstMarks = true;
            confirmations.begin();
        }
    }

    /** Whether the stream should be read: what is under way leaves room for more. */
    public boolean wantsBatch() {
        return started && !stopping && !over && stream.isOpen() && !bytes.isFull();
    }

    /** The number of the connection whose batches count. */
    public int connection() {
        return stream.connection();
    }

    /** Another stream is open. */
    public void streamOpened(int connection, StreamStart start) {
        if (over || connection != stream.connection() + 1) {
            actions.closeStream(connection);
            return;
        }
        streamFailures = 0;
        stream.opened(connection, start.position());
        Position durableBefore = frontier.durable();
        frontier.reconnect(connection, start.position());
        fanout.dropStale(connection);
        confirmations.reconnect(start.position(), durableBefore, fanout);
        accounting.forgetPending();
        points.reconnect();
        retries.reconnect();
        seeding.reconnect();
        altered.reconnect();
        step();
    }

    /** The stream of this connection broke, or could not be opened. */
    public void streamFailed(int connection, CdcException cause) {
        if (over || (stream.isOpen() && connection != stream.connection())) {
            return;
        }
        if (cause.kind() != ErrorKind.CONNECTION) {
            fail(cause);
            return;
        }
        if (stream.isOpen()) {
            stream.lost();
            actions.closeStream(connection);
        }
        if (!stopping) {
            int next = stream.connection() + 1;
            timers.after(backoff.nanos(++streamFailures), () -> {
                if (!over && !stopping) {
                    actions.openStream(next);
                }
            });
        }
        step();
    }

    /** A batch was received. It is released when nobody needs it any more. */
    public void received(int connection, ChangeBatch batch) {
        if (over || connection != stream.connection() || !stream.isOpen()) {
            batch.release();
            return;
        }
        Position end = batch.position();
        altered.notice(batch);
        if (batch.size() == 0 && (end == null || !stream.isNews(end))) {
            if (end != null && !rules.holds(Rule.C2)) {
                frontier.jump(end);
            }
            batch.release();
            return;
        }
        long sequence = end == null ? lastSequence(batch) : 0;
        SharedBatch shared = new SharedBatch(batch, bytes);
        recorded.add(shared);
        Counting counting = new Counting(batch.size());
        Delivery delivery = frontier.add(rules.holds(Rule.C2) || batch.size() > 0 ? end : null);
        if (end != null && batch.size() == 0 && !rules.holds(Rule.C2)) {
            frontier.jump(end);
        }
        if (batch.size() > 0) {
            delivery.onDurable(() -> counting.durable(delivery.refusedCount()));
            if (batch.isTruncate()) {
                truncate(shared, delivery, counting);
            } else {
                deliver(shared, delivery, counting);
            }
        }
        if (end == null) {
            stream.insideTransaction(sequence);
        } else {
            stream.passed(end);
        }
        shared.release();
        delivery.complete();
        step();
    }

    private static long lastSequence(ChangeBatch batch) {
        ChangeCursor change = batch.cursor();
        change.seek(batch.size() - 1);
        return change.sequence();
    }

    private void deliver(SharedBatch shared, Delivery delivery, Counting counting) {
        ChangeBatch batch = shared.batch();
        if (leftOut.length < batch.size()) {
            leftOut = new boolean[Integer.highestOneBit(batch.size()) * 2];
        }
        Arrays.fill(leftOut, 0, batch.size(), false);
        inspect(batch, delivery, counting);
        accounting.receive(batch.size(), counting.filtered);
        boolean hasMessages = batch.mayHave(Operation.MESSAGE);
        Fanout.Spread all = null;
        Fanout.Spread rows = null;
        Fanout.Spread reduced = null;
        for (int sink = 0; sink < sinks.size(); sink++) {
            Fanout.Spread spread;
            if (sinks.get(sink).keyed()) {
                reduced = reduced == null ? spreadReduced(batch, hasMessages) : reduced;
                spread = reduced;
            } else if (hasMessages && !sinks.get(sink).takesMessages()) {
                rows = rows == null ? fanout.spread(batch, withoutMessages(batch)) : rows;
                spread = rows;
            } else {
                all = all == null ? fanout.spread(batch, leftOut) : all;
                spread = all;
            }
            int writes = fanout.write(sink, shared, spread, delivery, stream.connection());
            for (int i = 0; i < writes; i++) {
                delivery.hold();
            }
        }
    }

    private Fanout.Spread spreadReduced(ChangeBatch batch, boolean hasMessages) {
        boolean[] superfluous = hasMessages ? withoutMessages(batch) : leftOut.clone();
        reducer.mark(batch, superfluous);
        return fanout.spread(batch, superfluous);
    }

    private boolean[] withoutMessages(ChangeBatch batch) {
        boolean[] marked = leftOut.clone();
        for (int i = 0; i < batch.size(); i++) {
            marked[i] |= batch.operation(i) == Operation.MESSAGE;
        }
        return marked;
    }

    /** Shows each change to what is being read beside the stream, and marks those that are not written as they are. */
    private void inspect(ChangeBatch batch, Delivery delivery, Counting counting) {
        boolean seeds = seeding.isActive();
        boolean reads = !points.isEmpty();
        boolean retried = retries.reads();
        if (!seeds && !reads && !retried && !mayLeaveOut(batch)) {
            return;
        }
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            if (change.operation() == Operation.MESSAGE) {
                continue; // of no table
            }
            if (seeds) {
                seeding.deliver(change);
            }
            if (reads) {
                points.deliver(change);
            }
            if (retried) {
                retries.deliver(change);
            }
            if (!delivered.contains(change.operation())) {
                leftOut[change.index()] = true;
                counting.filtered++;
            } else if (needsBase(change)) {
                leftOut[change.index()] = true;
                points.add(change, delivery);
            }
        }
    }

    private boolean mayLeaveOut(ChangeBatch batch) {
        boolean mayLeaveOut = batch.mayHaveUnchanged();
        for (Operation operation : OPERATIONS) {
            mayLeaveOut |= batch.mayHave(operation) && !delivered.contains(operation);
        }
        return mayLeaveOut;
    }

    private boolean needsBase(ChangeCursor change) {
        if (!rules.holds(Rule.S5) || change.operation() == Operation.DELETE) {
            return false;
        }
        Row row = change.after();
        return !row.isComplete()
                && (completesPartial || change.operation() == Operation.INSERT || seeding.mayLack(change));
    }

    private void truncate(SharedBatch shared, Delivery delivery, Counting counting) {
        ChangeBatch batch = shared.batch();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            seeding.deliver(change);
            points.deliver(change);
            retries.deliver(change);
        }
        if (!settings.operations().contains(Operation.TRUNCATE)) {
            counting.filtered = batch.size();
            accounting.receive(batch.size(), batch.size());
            return;
        }
        accounting.receive(batch.size(), 0);
        for (int sink = 0; sink < sinks.size(); sink++) {
            delivery.hold();
            shared.retain();
            LaneTruncate.enqueue(fanout.lanes(sink), sink, shared, delivery, stream.connection(), rules);
        }
    }

    /** A write is durable, but for what the report lists. */
    public void written(LaneWrite write, WriteReport report) {
        if (over) {
            return;
        }
        List<RejectedChange> refused = report.rejected();
        if (!refused.isEmpty()
                && settings.putsAside()
                && !write.changes().batch().isTruncate()
                && message(write.changes().batch(), refused).isEmpty()) {
            LetterCall.PutAside call = new LetterCall.PutAside(write, refused);
            actions.letters(call);
            if (!rules.holds(Rule.D1)) {
                lettersDone(call);
            }
            return;
        }
        if (!refused.isEmpty()) {
            fail(refusal(write, refused));
            return;
        }
        fanout.lanes(write.sink()).written(write);
        step();
    }

    private CdcException refusal(LaneWrite write, List<RejectedChange> refused) {
        ChangeBatch batch = write.changes().batch();
        Optional<RejectedChange> message = message(batch, refused);
        RejectedChange shown = message.orElse(refused.get(0));
        ChangeCursor change = batch.cursor();
        change.seek(shown.index());
        String what = sinks.get(write.sink()).name() + " refused " + refused.size() + " change(s), ";
        return new CdcException(
                ErrorKind.REJECTED,
                message.isPresent()
                        ? "sink " + what + "one of them a message: " + shown.reason()
                                + "; mend the target and run again, or let the capture leave such messages out: they can't be"
                                + " put aside"
                        : "sink " + what + "the first one of " + change.schema().table() + ": " + shown.reason()
                                + "; mend the target or the row and run again, or put such changes aside (on-rejected:"
                                + " dead-letter)");
    }

    /** A message is in no table: nothing could be read again in its place, so that it can't be put aside. */
    private static Optional<RejectedChange> message(ChangeBatch batch, List<RejectedChange> refused) {
        return refused.stream()
                .filter(change -> batch.operation(change.index()) == Operation.MESSAGE)
                .findFirst();
    }

    /** What was to be done with the dead letters is durable. */
    public void lettersDone(LetterCall call) {
        if (over) {
            return;
        }
        if (call instanceof LetterCall.PutAside put) {
            LaneWrite write = put.write();
            if (write.isOpen()) {
                write.refused(put.refused());
                fanout.lanes(write.sink()).written(write);
            }
        } else {
            retries.settled(call);
        }
        step();
    }

    /** The dead letters can't be kept: the pipeline ends, and what was refused comes again. */
    public void lettersFailed(LetterCall call, CdcException cause) {
        fail(cause);
    }

    /**
     * Writes dead letters again; those that are written are forgotten, those that are refused again are put aside again.
     * May be called at any time after {@link #start}.
     */
    public void retry(List<Retry> letters) {
        retries.add(letters);
        step();
    }

    /** A write failed; nothing is known about what it wrote. */
    public void writeFailed(LaneWrite write, CdcException cause) {
        if (over) {
            return;
        }
        if (cause.kind() != ErrorKind.CONNECTION) {
            fail(cause);
            return;
        }
        SinkLanes lanes = fanout.lanes(write.sink());
        int failures = lanes.failed(write);
        timers.after(backoff.nanos(failures), () -> {
            if (!over) {
                lanes.retry(write);
            }
        });
    }

    /** A sink was told that the columns of a table changed. */
    public void schemaChanged(ControlCall.ChangeSchema call, SchemaAnswer need) {
        if (!over && altered.answered(call, need)) {
            step();
        }
    }

    /** A control call is done; {@code generation} is the answer of BeginSeed, else 0. */
    public void controlDone(ControlCall call, int generation) {
        if (over) {
            return;
        }
        if (call instanceof ControlCall.StoreMarks) {
            confirmations.stored(call);
            started |= !confirmations.isStoring();
        } else if (!altered.begun(call, generation)) {
            seeding.controlDone(call, generation);
            storeFirstMarks();
        }
        if (started) {
            step();
        }
    }

    /** A control call failed; it is made again when the sink can be reached. */
    public void controlFailed(ControlCall call, CdcException cause) {
        if (over) {
            return;
        }
        if (cause.kind() != ErrorKind.CONNECTION) {
            fail(cause);
            return;
        }
        timers.after(backoff.nanos(4), () -> {
            if (!over && isWanted(call)) {
                actions.control(call);
            }
        });
    }

    private boolean isWanted(ControlCall call) {
        return confirmations.isWanted(call) || seeding.isWanted(call) || altered.isWanted(call);
    }

    /** A table's barrier was taken. */
    public void barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier) {
        if (!over
                && (seeding.barrierTaken(request, barrier)
                        || points.barrierTaken(request, barrier)
                        || retries.barrierTaken(request, barrier))) {
            step();
        }
    }

    /** The next chunk of a table is known. */
    public void chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds) {
        if (!over && seeding.chunkPlanned(request, bounds)) {
            step();
        }
    }

    /** The rows of a chunk or of keys were read. */
    public void chunkRead(ReadRequest request, Chunk chunk) {
        if (!over
                && (seeding.chunkRead(request, chunk)
                        || points.chunkRead(request, chunk)
                        || retries.chunkRead(request, chunk))) {
            step();
        } else {
            chunk.rows().forEach(ChangeBatch::release);
        }
    }

    /** A read beside the stream failed. */
    public void readFailed(ReadRequest request, CdcException cause) {
        if (over) {
            return;
        }
        if (cause.kind() != ErrorKind.CONNECTION) {
            fail(cause);
        } else if (seeding.readFailed(request) || points.readFailed(request) || retries.readFailed(request)) {
            step();
        }
    }

    /** The end of the source's history, as it was asked for. */
    public void headRead(Position end) {
        head = end;
        step();
    }

    /** The end of the source's history could not be read. */
    public void headFailed(CdcException cause) {
        if (over) {
            return;
        }
        if (cause.kind() != ErrorKind.CONNECTION) {
            fail(cause);
            return;
        }
        timers.after(backoff.nanos(4), () -> headAsked = false);
    }

    /** Ends the pipeline when everything received is durable and confirmed. */
    public void stop() {
        stopping = true;
        step();
    }

    private void step() {
        if (over || !started) {
            return;
        }
        if (stream.isOpen() && !stopping) {
            if (!points.isEmpty()) {
                points.readNext();
                points.release();
            }
            retries.step();
            if (seeding.isActive()) {
                seeding.step();
                accounting.seed(seeding.rows());
            }
        }
        fanout.pump();
        boolean caughtUp = isCaughtUp();
        confirmations.step(stopping || caughtUp);
        altered.settle(confirmations.confirmed());
        askForProgress();
        boolean drained = fanout.isIdle() && !confirmations.isStoring() && !retries.isSettling() && isConfirmed();
        if ((stopping || (caughtUp && isPast(confirmations.confirmed()))) && drained && !over) {
            over = true;
            actions.finished();
        }
    }

    private boolean isConfirmed() {
        return confirmations.confirmed().isAtOrAfter(frontier.durable());
    }

    private boolean isCaughtUp() {
        if (!untilCaughtUp || !isSeeded() || !points.isEmpty() || !retries.isDone()) {
            return false;
        }
        if (!headAsked) {
            headAsked = true;
            actions.readHead();
        }
        return isPast(frontier.durable());
    }

    private boolean isPast(Position position) {
        return head != null && position.isAtOrAfter(head);
    }

    /** While something waits for the stream to pass a place, an idle source has to be asked where it is. */
    private void askForProgress() {
        if (!progressAsked && stream.isOpen() && waitsForStream()) {
            progressAsked = true;
            actions.requestProgress();
            timers.after(PROGRESS_NANOS, () -> progressAsked = false);
        }
    }

    private boolean waitsForStream() {
        return (head != null && untilCaughtUp)
                || (seeding.isActive() && seeding.waitsForStream())
                || (!points.isEmpty() && points.waitsForStream())
                || retries.waitsForStream();
    }

    private void fail(CdcException cause) {
        if (!over) {
            over = true;
            actions.failed(cause);
        }
    }

    /** Where every change is. */
    public Accounting accounting() {
        return accounting;
    }

    /** Whether every table is seeded in every sink, as far as the file wants it. */
    public boolean isSeeded() {
        return seeding.isDone() && altered.isQuiet();
    }

    /** What is confirmed to the source. */
    public Position confirmed() {
        return confirmations.confirmed();
    }

    /** The end of the durable prefix. */
    public Position durable() {
        return frontier.durable();
    }

    /** The marks that a write may store with its rows: how far every sink is. */
    public Marks marks() {
        return confirmations.marks(frontier.durable());
    }

    /** How many changes wait for this sink, or are being written by it. */
    public long waiting(int sink) {
        return fanout.lanes(sink).waiting();
    }

    /** Whether something failed and is tried again. */
    public boolean isRetrying() {
        return !stream.isOpen() || fanout.isBackingOff();
    }

    /** What seeding is waiting for, for the status; empty when it does not wait. */
    public String waitingFor() {
        return seeding.waitingFor();
    }

    private final class Counting {
        private final int size;
        private int filtered;

        Counting(int size) {
            this.size = size;
        }

        void durable(int refused) {
            accounting.deliver(size - filtered - refused);
            accounting.putAside(refused);
        }
    }
}
