package dev.leat.core.engine.decision;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the log did not bring whole and nobody has: they are read by their keys and stitched into the stream like chunks.
 * The delivery that brought such a change is not durable before its row is, or a later change of the key (S5). Rows that a
 * sink refused are read again in the same way, when that is asked for.
 *
 * <p>What was delivered before must be seen: a barrier is taken when the first row of a table is wanted, and what is delivered
 * from then on is known. One barrier serves until no row is wanted, else a table that is always written would never be read.
 */
final class PointReads {
    private final SeedContext context;
    private final int[] sinks;
    private final @Nullable Map<TableId, TableSchema> stateAbsent;
    private final Map<TableId, TablePoints> tables = new HashMap<>();

    /**
     * @param sinks that get the rows
     * @param stateAbsent the tables whose keys without a row are deleted in the sinks; of other tables such a key counts as
     *     refused. Null: it needs nothing, since the stream brings its delete
     */
    PointReads(SeedContext context, int[] sinks, @Nullable Map<TableId, TableSchema> stateAbsent) {
        this.context = context;
        this.sinks = sinks;
        this.stateAbsent = stateAbsent;
    }

    /** The row of this change has to be read; the delivery waits for it. */
    void add(ChangeCursor change, Delivery delivery) {
        delivery.hold();
        add(RowKey.of(change.key()), new ChangeWait(delivery, change.index()));
    }

    /** The row with this key has to be read; {@code written} is told when it, or a later change of the key, is durable. */
    void add(RowKey key, Completion written) {
        tables.computeIfAbsent(key.table(), TablePoints::new)
                .wanted
                .computeIfAbsent(key, each -> new ArrayList<>())
                .add(written);
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** Takes in a change that is being delivered. */
    void deliver(ChangeCursor change) {
        TablePoints points =
                tables.isEmpty() ? null : tables.get(change.schema().table());
        if (points != null) {
            points.deliver(change);
        }
    }

    /** Asks for what is wanted; called after each batch. */
    void readNext() {
        tables.values().forEach(TablePoints::start);
    }

    boolean barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier) {
        TablePoints points = tables.get(request.table());
        return points != null && points.barrierTaken(request, barrier);
    }

    boolean chunkRead(ReadRequest request, Chunk chunk) {
        TablePoints points = tables.get(request.table());
        return points != null && points.read(request, chunk);
    }

    boolean readFailed(ReadRequest request) {
        TablePoints points = tables.get(request.table());
        if (points == null || points.request != request) {
            return false;
        }
        points.again();
        return true;
    }

    boolean waitsForStream() {
        return tables.values().stream().anyMatch(points -> points.buffer != null);
    }

    void release() {
        List.copyOf(tables.values()).forEach(TablePoints::release);
    }

    /** The transactions that waited are delivered again. */
    void reconnect() {
        tables.values().forEach(TablePoints::giveUp);
        tables.clear();
    }

    /** A change of a delivery that is written when its row is. */
    private record ChangeWait(Delivery delivery, int index) implements Completion {
        @Override
        public void complete() {
            delivery.complete();
        }

        @Override
        public void refused(ChangeBatch batch, int indexOfRow) {
            delivery.refused(index);
        }
    }

    private final class TablePoints {
        private final TableId table;
        private final Map<RowKey, List<Completion>> wanted = new LinkedHashMap<>();
        private final DeliveredTransactions delivered = new DeliveredTransactions();
        private Map<RowKey, List<Completion>> reading = Map.of();
        private @Nullable Barrier barrier;
        private @Nullable ReadRequest request;
        private @Nullable ReadAttempt attempt;
        private @Nullable ChunkBuffer buffer;
        private boolean pausing;
        private int failures;

        TablePoints(TableId table) {
            this.table = table;
        }

        void deliver(ChangeCursor change) {
            delivered.add(change.transaction());
            if (buffer != null) {
                buffer.apply(change);
            }
        }

        void start() {
            if (!reading.isEmpty() || wanted.isEmpty()) {
                return;
            }
            reading = new LinkedHashMap<>(wanted);
            wanted.clear();
            ask();
        }

        private void ask() {
            if (attempt == null) {
                attempt = new ReadAttempt(table, context.recorded(), delivered.unseen());
            }
            if (barrier == null) {
                ask(new ReadRequest.TakeBarrier(table));
            } else {
                ask(new ReadRequest.ReadKeys(table, List.copyOf(reading.keySet())));
            }
        }

        private void ask(ReadRequest next) {
            request = next;
            context.actions().read(next);
        }

        boolean barrierTaken(ReadRequest.TakeBarrier answered, Barrier taken) {
            if (request != answered) {
                return false;
            }
            barrier = taken;
            ask(new ReadRequest.ReadKeys(table, List.copyOf(reading.keySet())));
            return true;
        }

        boolean read(ReadRequest answered, Chunk chunk) {
            ReadAttempt underWay = attempt;
            if (request != answered || underWay == null || barrier == null) {
                return false;
            }
            delivered.seenBy(chunk.boundary());
            request = null;
            if (context.rules().holds(Rule.S1) && !barrier.isPassedBy(chunk.boundary())) {
                chunk.rows().forEach(ChangeBatch::release);
                again();
            } else if (!underWay.sawDelivered(chunk.boundary(), context.rules())) {
                chunk.rows().forEach(ChangeBatch::release);
                pause();
            } else {
                ChunkBuffer rows = new ChunkBuffer(chunk, context.rules());
                if (stateAbsent != null) {
                    stateAbsent(rows, stateAbsent.get(table));
                }
                buffer = underWay.arrive(rows, context.rules());
                attempt = null;
                failures = 0;
            }
            return true;
        }

        private void stateAbsent(ChunkBuffer rows, @Nullable TableSchema schema) {
            if (schema != null) {
                rows.stateAbsent(reading.keySet(), schema);
            } else {
                rows.without(reading.keySet()).forEach(this::refused);
            }
        }

        private void refused(RowKey key) {
            reading.getOrDefault(key, List.of()).forEach(wait -> wait.refused(ChangeBatch.nothing(), 0));
        }

        private void again() {
            giveUp();
            pause();
        }

        private void pause() {
            pausing = true;
            context.timers().after(context.backoff().nanos(++failures), () -> {
                if (pausing) {
                    pausing = false;
                    ask();
                }
            });
        }

        void giveUp() {
            if (attempt != null) {
                attempt.giveUp();
            }
            if (buffer != null) {
                buffer.discard();
            }
            pausing = false;
            request = null;
            attempt = null;
            buffer = null;
        }

        void release() {
            if (pausing && attempt != null && context.bytes().isFull()) {
                attempt.giveUp();
                attempt = null;
            }
            ChunkBuffer rows = buffer;
            if (rows == null) {
                return;
            }
            if (rows.isStale()) {
                again();
                return;
            }
            if (!context.stream().mayRelease(rows.boundary().position(), context.rules())) {
                return;
            }
            buffer = null;
            // A row that is not there gave way to a later change, which waits in the lanes and has to be durable too.
            boolean complete = rows.size() == reading.size();
            Map<RowKey, List<Completion>> released = reading;
            reading = Map.of();
            Released.write(
                    rows,
                    sinks,
                    context.fanout(),
                    context.bytes(),
                    context.stream().position(),
                    context.stream().connection(),
                    !complete,
                    key -> released.getOrDefault(key, List.of())
                            .forEach(wait -> wait.refused(ChangeBatch.nothing(), 0)),
                    () -> released.values().forEach(waits -> waits.forEach(Completion::complete)));
            if (wanted.isEmpty()) {
                tables.remove(table);
            }
        }
    }
}
