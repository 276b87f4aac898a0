package dev.leat.core.engine.decision;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the log did not bring whole and nobody has: they are read by their keys and stitched into the stream like chunks.
 * The delivery that brought such a change is not durable before its row is (S5).
 *
 * <p>Each read takes a barrier of its own first, so that it sees everything that was delivered before it was asked for.
 */
final class PointReads {
    private final SeedContext context;
    private final int[] sinks;
    private final Map<TableId, TablePoints> tables = new HashMap<>();

    PointReads(SeedContext context, int[] sinks) {
        this.context = context;
        this.sinks = sinks;
    }

    /** The row of this change has to be read; the delivery waits for it. */
    void add(ChangeCursor change, Delivery delivery) {
        delivery.hold();
        tables.computeIfAbsent(change.schema().table(), TablePoints::new)
                .wanted
                .computeIfAbsent(RowKey.of(change.key()), key -> new ArrayList<>())
                .add(delivery);
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** Takes in a change that was just delivered. */
    void deliver(ChangeCursor change) {
        TablePoints points =
                tables.isEmpty() ? null : tables.get(change.schema().table());
        if (points != null && points.buffer != null) {
            points.buffer.apply(change);
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

    private final class TablePoints {
        private final TableId table;
        private final Map<RowKey, List<Delivery>> wanted = new LinkedHashMap<>();
        private List<Delivery> waiting = List.of();
        private List<RowKey> keys = List.of();
        private @Nullable ReadRequest request;
        private @Nullable ReadAttempt attempt;
        private @Nullable Barrier barrier;
        private @Nullable ChunkBuffer buffer;
        private boolean busy;
        private int failures;

        TablePoints(TableId table) {
            this.table = table;
        }

        void start() {
            if (busy || wanted.isEmpty()) {
                return;
            }
            busy = true;
            keys = List.copyOf(wanted.keySet());
            waiting = wanted.values().stream().flatMap(List::stream).toList();
            wanted.clear();
            ask();
        }

        private void ask() {
            attempt = new ReadAttempt(table, context.recorded(), List.of());
            ReadRequest.TakeBarrier first = new ReadRequest.TakeBarrier(table);
            request = first;
            context.actions().read(first);
        }

        boolean barrierTaken(ReadRequest.TakeBarrier answered, Barrier taken) {
            if (request != answered) {
                return false;
            }
            barrier = taken;
            ReadRequest.ReadKeys next = new ReadRequest.ReadKeys(table, keys);
            request = next;
            context.actions().read(next);
            return true;
        }

        boolean read(ReadRequest answered, Chunk chunk) {
            ReadAttempt underWay = attempt;
            if (request != answered || underWay == null || barrier == null) {
                return false;
            }
            if (barrier.isPassedBy(chunk.boundary())) {
                request = null;
                buffer = underWay.arrive(chunk, context.rules());
                failures = 0;
            } else {
                chunk.rows().forEach(ChangeBatch::release);
                again();
            }
            return true;
        }

        private void again() {
            giveUp();
            List<RowKey> sameKeys = keys;
            context.timers().after(context.backoff().nanos(++failures), () -> {
                if (tables.get(table) == this && sameKeys == keys && busy && request == null && buffer == null) {
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
            request = null;
            attempt = null;
            barrier = null;
            buffer = null;
        }

        void release() {
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
            List<Delivery> released = waiting;
            busy = false;
            waiting = List.of();
            Released.write(
                    rows,
                    sinks,
                    context.fanout(),
                    context.bytes(),
                    context.stream().position(),
                    context.stream().connection(),
                    () -> released.forEach(Delivery::complete));
            if (wanted.isEmpty()) {
                tables.remove(table);
            }
        }
    }
}
