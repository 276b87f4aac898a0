package dev.leat.core.engine.decision;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seeding of one table in the sinks that need it: barrier, chunks in the order of the key, progress behind the longest
 * durable prefix, completion.
 */
final class TableSeeding {
    /** How far it is. */
    enum Stage {
        WAITING,
        BARRIER,
        BEGINNING,
        READING,
        COMPLETING,
        DONE
    }

    private final SeedContext context;
    private final DeliveredTransactions delivered = new DeliveredTransactions();
    private final List<ChunkSlot> slots = new ArrayList<>();
    private final ChunkSize chunkSize;

    private TableSchema table;
    private List<SeedTarget> targets;
    private int[] sinks;
    private Stage stage = Stage.WAITING;
    private boolean held;
    private @Nullable Barrier barrier;
    private boolean barrierPassed;
    private byte @Nullable [] plannedTo;
    private boolean planned;
    private ReadRequest.@Nullable PlanChunk planning;
    private ReadRequest.@Nullable TakeBarrier takingBarrier;
    private boolean hasBegunReading;
    private boolean completedByKey;
    private long lastCompletedByKey;
    private long rows;

    TableSeeding(SeedContext context, TableSchema table, List<SeedTarget> targets, byte @Nullable [] after) {
        this.context = context;
        this.table = table;
        this.targets = List.copyOf(targets);
        this.sinks = sinksOf(targets);
        this.plannedTo = after;
        this.hasBegunReading = after != null;
        this.chunkSize = new ChunkSize(context.settings().pace());
    }

    private static int[] sinksOf(List<SeedTarget> targets) {
        return targets.stream().mapToInt(SeedTarget::sink).toArray();
    }

    TableSchema table() {
        return table;
    }

    Stage stage() {
        return stage;
    }

    /** Rows written so far in this process. */
    long rows() {
        return rows;
    }

    /** What the seeding waits for before its first chunk counts; empty when it waits for nothing. */
    String waitingFor() {
        return barrier == null || barrierPassed ? "" : barrier.waitingFor();
    }

    boolean isActive() {
        return stage != Stage.WAITING && stage != Stage.DONE;
    }

    void start() {
        stage = Stage.BARRIER;
        takeBarrier();
    }

    /** The table's columns changed: nothing goes on until the sinks have said what they need. */
    void hold() {
        held = true;
        targets.forEach(SeedTarget::withdraw);
    }

    /** They need nothing: it goes on. */
    void goOn() {
        held = false;
        begin();
        if (stage == Stage.COMPLETING) {
            complete();
        }
        advance();
    }

    /**
     * Reads everything once more, with other columns, and for these sinks too. What was read before is not enough even where it
     * is written; what is under way counts for nothing.
     */
    void readAgain(TableSchema now, List<SeedTarget> more) {
        held = false;
        table = now;
        List<SeedTarget> all = new ArrayList<>(more);
        for (SeedTarget before : targets) {
            boolean isReplaced = more.stream().anyMatch(other -> other.sink() == before.sink() && !other.readsAgain());
            if (before.isComplete() || isReplaced) {
                continue;
            }
            all.removeIf(other -> other.sink() == before.sink());
            all.add(before);
        }
        targets = List.copyOf(all);
        sinks = sinksOf(all);
        slots.forEach(ChunkSlot::drop);
        slots.clear();
        plannedTo = null;
        planned = false;
        planning = null;
        if (stage == Stage.COMPLETING) {
            stage = Stage.READING;
        }
        begin();
    }

    void beginAnew() {
        targets.stream().filter(SeedTarget::isAnew).forEach(target -> target.begin(table, context));
    }

    boolean isWanted(ControlCall call) {
        return targets.stream().anyMatch(target -> target.isWanted(call));
    }

    boolean hasBegunAnew() {
        return targets.stream().allMatch(target -> !target.isAnew() || target.hasBegun());
    }

    private void takeBarrier() {
        takingBarrier = new ReadRequest.TakeBarrier(table.table());
        context.actions().read(takingBarrier);
    }

    /** False when the answer is not for this table's current request. */
    boolean barrierTaken(ReadRequest.TakeBarrier request, Barrier taken) {
        if (request != takingBarrier) {
            return false;
        }
        takingBarrier = null;
        barrier = taken;
        stage = Stage.BEGINNING;
        begin();
        return true;
    }

    private void begin() {
        if (stage == Stage.BEGINNING && !held) {
            targets.forEach(target -> target.begin(table, context));
            readIfBegun();
        }
    }

    private void readIfBegun() {
        if (stage == Stage.BEGINNING && targets.stream().allMatch(SeedTarget::hasBegun)) {
            stage = Stage.READING;
        }
    }

    void controlDone(ControlCall call, int generation) {
        for (SeedTarget target : targets) {
            if (target.controlDone(call, generation, context)) {
                target.saveProgress(table, context);
            }
        }
        readIfBegun();
        endIfComplete();
    }

    private void endIfComplete() {
        if (stage == Stage.COMPLETING && targets.stream().allMatch(SeedTarget::isComplete)) {
            stage = Stage.DONE;
        }
    }

    /** Takes in a change of this table that was just delivered. */
    void deliver(ChangeCursor change) {
        if (!isActive()) {
            return;
        }
        delivered.add(change.transaction());
        for (ChunkSlot slot : slots) {
            slot.apply(change);
        }
    }

    /**
     * Whether the row that a change was made on may have moved past the read of a table in the order of its storage (S15). The
     * answer counts: it is read by its key then. Once all is read, that goes only for what comes again.
     *
     * @param sequence of the change's transaction
     */
    boolean mayLack(long sequence) {
        boolean isRead = (planned && slots.isEmpty()) || stage == Stage.COMPLETING || stage == Stage.DONE;
        boolean comesAgain = completedByKey && Long.compareUnsigned(sequence, lastCompletedByKey) <= 0;
        if (!hasBegunReading || (isRead && !comesAgain) || !context.rules().holds(Rule.S15)) {
            return false;
        }
        if (!comesAgain) {
            completedByKey = true;
            lastCompletedByKey = sequence;
        }
        return true;
    }

    /** What was read by key is durable: else a new process, for which the table is complete, would not read it again (S16). */
    private boolean hasAllRows() {
        return !completedByKey
                || !context.rules().holds(Rule.S16)
                || Long.compareUnsigned(context.frontier().durable().sequence(), lastCompletedByKey) > 0;
    }

    int readingCount() {
        return (planning != null ? 1 : 0)
                + (int) slots.stream()
                        .filter(slot -> slot.stage() == ChunkSlot.Stage.READING)
                        .count();
    }

    /**
     * Asks for the next read if one may run; false when there is nothing to ask for.
     *
     * @param ahead whether there are readers enough that the next chunk begins before this one has been read: only then the
     *     server has to count where it ends
     */
    boolean readNext(boolean ahead) {
        if (stage != Stage.READING || held) {
            return false;
        }
        for (ChunkSlot slot : slots) {
            if (slot.mayRead()) {
                read(slot);
                return true;
            }
        }
        if (planned
                || planning != null
                || slots.size() >= 2 * context.settings().readers()) {
            return false;
        }
        if (!ahead) {
            ChunkSlot slot = new ChunkSlot(new ChunkBounds(plannedTo, null));
            slots.add(slot);
            planned = true;
            read(slot);
            return true;
        }
        planning = new ReadRequest.PlanChunk(table.table(), plannedTo, chunkSize.rows());
        context.actions().read(planning);
        return true;
    }

    private void read(ChunkSlot slot) {
        int maxRows = slot.bounds().isLast() ? chunkSize.rows() : Integer.MAX_VALUE;
        hasBegunReading = true;
        ReadRequest.ReadChunk request = new ReadRequest.ReadChunk(table.table(), slot.bounds(), maxRows);
        ReadAttempt open = slot.openAttempt();
        slot.reading(
                request,
                open == null ? new ReadAttempt(table.table(), context.recorded(), delivered.unseen()) : open,
                context.timers().now());
        context.actions().read(request);
    }

    boolean chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds) {
        if (request != planning) {
            return false;
        }
        planning = null;
        slots.add(new ChunkSlot(bounds));
        plannedTo = bounds.upper();
        planned = bounds.isLast();
        return true;
    }

    boolean chunkRead(ReadRequest request, Chunk chunk) {
        for (int i = 0; i < slots.size(); i++) {
            ChunkSlot slot = slots.get(i);
            if (slot.isFor(request)) {
                arrived(slot, i, chunk);
                return true;
            }
        }
        return false;
    }

    private void arrived(ChunkSlot slot, int index, Chunk chunk) {
        ReadAttempt attempt = slot.attempt();
        int count = chunk.rows().stream().mapToInt(ChangeBatch::size).sum();
        chunkSize.took(count, context.timers().now() - slot.readSince());
        context.readPause().begin(count);
        if (!passesBarrier(chunk.boundary())) {
            chunk.rows().forEach(ChangeBatch::release);
            readAgain(slot);
            return;
        }
        if (!attempt.sawDelivered(chunk.boundary(), context.rules())) {
            chunk.rows().forEach(ChangeBatch::release);
            context.timers().after(context.backoff().nanos(slot.pause()), slot::resume);
            return;
        }
        ChunkBounds asked = slot.bounds();
        ChunkBuffer buffer = attempt.arrive(new ChunkBuffer(chunk, context.rules()), context.rules());
        slot.arrived(chunk, buffer);
        if (asked.isLast() && !chunk.bounds().isLast()) {
            plannedTo = chunk.bounds().upper();
            planned = false;
        } else if (!chunk.bounds().equals(asked)) {
            slots.add(index + 1, new ChunkSlot(new ChunkBounds(chunk.bounds().upper(), asked.upper())));
        }
    }

    private boolean passesBarrier(Boundary boundary) {
        delivered.seenBy(boundary);
        boolean passed = barrier == null || barrier.isPassedBy(boundary);
        barrierPassed |= passed;
        return passed || !context.rules().holds(Rule.S1);
    }

    /** The read failed or did not see enough: once more, after a pause. */
    boolean readFailed(ReadRequest request) {
        if (request == takingBarrier) {
            context.timers().after(context.backoff().nanos(1), this::takeBarrier);
            return true;
        }
        if (request == planning) {
            context.timers().after(context.backoff().nanos(1), () -> planning = null);
            return true;
        }
        for (ChunkSlot slot : slots) {
            if (slot.isFor(request)) {
                readAgain(slot);
                return true;
            }
        }
        return false;
    }

    private void readAgain(ChunkSlot slot) {
        int failures = slot.dropAndPause();
        context.timers().after(context.backoff().nanos(failures), slot::resume);
    }

    /** Writes the rows of every chunk that the stream has caught up with. */
    void release() {
        if (held) {
            return;
        }
        // A chunk without rows is durable, and gone from the list, at once.
        for (ChunkSlot slot : List.copyOf(slots)) {
            if (context.bytes().isFull()) {
                slot.forgetAttempt();
            }
            ChunkBuffer buffer = slot.buffer();
            if (buffer == null) {
                continue;
            }
            if (buffer.isStale()) {
                readAgain(slot);
            } else if (context.stream().mayRelease(buffer.boundary().position(), context.rules())) {
                rows += buffer.size();
                int round = slot.writing();
                Released.write(
                        buffer,
                        sinks,
                        context.fanout(),
                        context.bytes(),
                        context.stream().position(),
                        context.stream().connection(),
                        false,
                        refused -> {},
                        () -> written(slot, round));
            }
        }
        advance();
    }

    /** Whether a chunk waits for the stream to pass its log position. */
    boolean waitsForStream() {
        return slots.stream().anyMatch(slot -> slot.stage() == ChunkSlot.Stage.BUFFERED);
    }

    private void written(ChunkSlot slot, int round) {
        if (slot.durable(round)) {
            advance();
        }
    }

    private void advance() {
        if (stage != Stage.READING || held) {
            return;
        }
        byte[] upper = null;
        while (!slots.isEmpty() && slots.get(0).stage() == ChunkSlot.Stage.DURABLE) {
            upper = slots.remove(0).bounds().upper();
        }
        if (upper != null) {
            String progress = SeedProgress.of(context.settings().epoch(), upper).encode();
            for (SeedTarget target : targets) {
                target.progress(progress);
                target.saveProgress(table, context);
            }
        }
        if (planned && slots.isEmpty() && hasAllRows()) {
            stage = Stage.COMPLETING;
            complete();
        }
    }

    private void complete() {
        for (SeedTarget target : targets) {
            target.complete(table, context);
        }
        endIfComplete();
    }

    /** A new connection begins at the confirmed position: rows that are not durable were laid together for another one (S10). */
    void reconnect() {
        for (ChunkSlot slot : slots) {
            boolean lost = context.rules().holds(Rule.S10) || slot.stage() == ChunkSlot.Stage.WRITING;
            if (lost && slot.stage() != ChunkSlot.Stage.DURABLE) {
                slot.drop();
            }
        }
    }
}
