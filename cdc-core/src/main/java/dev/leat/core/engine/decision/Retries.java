package dev.leat.core.engine.decision;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters again. Where rows are found by key, what was refused is not written but read anew from the source and
 * stitched into the stream, so that nothing newer is overwritten, whether the target compares versions or not (D2). A sink
 * that appends gets the change itself; its sequence and ordinal tell where it belongs.
 */
final class Retries {
    private static final int MAX_OPEN = 500;

    private final SeedContext context;
    private final Map<TableId, TableSchema> stateAbsent;
    private final Map<Integer, PointReads> reads = new LinkedHashMap<>();
    private final Deque<Retry> waiting = new ArrayDeque<>();
    private final Map<Long, Retry> open = new LinkedHashMap<>();
    private final List<Long> written = new ArrayList<>();
    private LetterCall.@Nullable Settle settling;

    /**
     * @param stateAbsent the tables whose rows are deleted in a sink when the source has them no more; a letter of another
     *     table stays then
     */
    Retries(SeedContext context, Map<TableId, TableSchema> stateAbsent) {
        this.context = context;
        this.stateAbsent = stateAbsent;
    }

    void add(List<Retry> retries) {
        waiting.addAll(retries);
    }

    /** Nothing is left to be written or to be forgotten. */
    boolean isDone() {
        return waiting.isEmpty() && open.isEmpty() && written.isEmpty() && settling == null;
    }

    /** Whether a read has to be shown what is delivered. */
    boolean reads() {
        return !open.isEmpty();
    }

    void deliver(ChangeCursor change) {
        reads.values().forEach(points -> points.deliver(change));
    }

    /** Starts and releases whatever can be; called between two batches. */
    void step() {
        while (open.size() < MAX_OPEN && !waiting.isEmpty()) {
            Retry next = waiting.remove();
            if (open.putIfAbsent(next.letter(), next) == null) {
                start(next);
            }
        }
        for (PointReads points : reads.values()) {
            if (!points.isEmpty()) {
                points.readNext();
                points.release();
            }
        }
        if (settling == null && !written.isEmpty()) {
            settling = new LetterCall.Settle(written);
            written.clear();
            context.actions().letters(settling);
        }
    }

    private void start(Retry retry) {
        Attempt attempt = new Attempt(retry.letter());
        RowKey key = retry.key();
        ChangeBatch change = retry.change();
        if (change != null && (key == null || !context.rules().holds(Rule.D2))) {
            write(retry, change, attempt);
        } else if (key != null) {
            reads.computeIfAbsent(retry.sink(), sink -> new PointReads(context, new int[] {sink}, stateAbsent))
                    .add(key, attempt);
        }
    }

    private void write(Retry retry, ChangeBatch stored, Attempt attempt) {
        ChangeCursor change = stored.cursor();
        change.seek(0);
        SharedBatch shared = new SharedBatch(change.copy(), context.bytes());
        Fanout.Spread spread = context.fanout().spread(shared.batch(), new boolean[1]);
        context.fanout()
                .write(retry.sink(), shared, spread, attempt, context.stream().connection());
        shared.release();
    }

    boolean barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier) {
        return reads.values().stream().anyMatch(points -> points.barrierTaken(request, barrier));
    }

    boolean chunkRead(ReadRequest request, Chunk chunk) {
        return reads.values().stream().anyMatch(points -> points.chunkRead(request, chunk));
    }

    boolean readFailed(ReadRequest request) {
        return reads.values().stream().anyMatch(points -> points.readFailed(request));
    }

    boolean waitsForStream() {
        return !open.isEmpty() && reads.values().stream().anyMatch(PointReads::waitsForStream);
    }

    /** What was read and not written is read again. */
    void reconnect() {
        reads.values().forEach(PointReads::reconnect);
        List<Retry> again = new ArrayList<>(open.values());
        open.clear();
        again.forEach(waiting::addFirst);
    }

    /** Whether letters are just being forgotten. */
    boolean isSettling() {
        return settling != null;
    }

    boolean settled(LetterCall call) {
        if (call != settling) {
            return false;
        }
        settling = null;
        return true;
    }

    /** One try to write one letter. An earlier connection's may still come to its end, and then counts as well. */
    private final class Attempt implements Completion {
        private final long letter;
        private boolean refused;

        Attempt(long letter) {
            this.letter = letter;
        }

        @Override
        public void refused(ChangeBatch batch, int index) {
            refused = true;
        }

        @Override
        public void complete() {
            boolean wasOpen = open.remove(letter) != null || waiting.removeIf(retry -> retry.letter() == letter);
            if (wasOpen && !refused) {
                written.add(letter);
            }
        }
    }
}
