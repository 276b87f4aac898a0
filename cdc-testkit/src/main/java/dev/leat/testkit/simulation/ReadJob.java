package dev.leat.testkit.simulation;

import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.CaptureSteps.ReadStep;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableSchema;
import dev.leat.core.engine.decision.ReadRequest;
import dev.leat.core.engine.decision.Rule;
import dev.leat.core.engine.decision.Rules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One read of rows, step by step, in the order that captures keep. */
final class ReadJob {
    private static final byte[] NO_TEXT = new byte[0];

    private final CaptureModel capture;
    private final ReadRequest request;
    private final SourceTable table;
    private final Batches batches;
    private final List<ReadStep> order;
    private int next;
    private boolean locked;
    private int boundary;
    private int snapshot;
    private long position;
    private @Nullable Chunk chunk;

    ReadJob(CaptureModel capture, ReadRequest request, SourceTable table, Batches batches) {
        this.capture = capture;
        this.request = request;
        this.table = table;
        this.batches = batches;
        this.order = order(capture.knobs().rules);
        this.boundary = capture.source().snapshot();
    }

    private static List<ReadStep> order(Rules rules) {
        List<ReadStep> order = new ArrayList<>(CaptureSteps.READ);
        if (!rules.holds(Rule.S3)) {
            order.remove(ReadStep.LOCK);
            order.add(order.indexOf(ReadStep.ROWS), ReadStep.LOCK);
        }
        if (!rules.holds(Rule.S7)) {
            order.remove(ReadStep.POSITION);
            order.add(order.indexOf(ReadStep.SNAPSHOT), ReadStep.POSITION);
        }
        return order;
    }

    ReadRequest request() {
        return request;
    }

    /** What was read; null while the last step is still to come. */
    @Nullable
    Chunk chunk() {
        return chunk;
    }

    boolean canStep() {
        return chunk == null && (order.get(next) != ReadStep.LOCK || !table.isLockedExclusively());
    }

    void step() {
        ReadStep step = order.get(next++);
        SourceModel source = capture.source();
        switch (step) {
            case LOCK -> {
                table.lockToRead();
                locked = true;
            }
            case SNAPSHOT -> {
                snapshot = source.snapshot();
                if (!capture.chance().percent(capture.knobs().boundaryBeforeSnapshot)) {
                    boundary = snapshot;
                }
            }
            case POSITION -> position = source.endLsn();
            case ROWS -> {
                chunk = rows();
                end();
            }
        }
        capture.trace().event("read", next, () -> table + " " + step + " " + words());
    }

    private String words() {
        return "(boundary " + boundary + ", snapshot " + snapshot + ", H " + position + ")"
                + (chunk == null
                        ? ""
                        : " "
                                + chunk.rows().stream()
                                        .mapToInt(ChangeBatch::size)
                                        .sum() + " rows");
    }

    /** Lets go of the lock, whatever became of the read. */
    void end() {
        if (locked) {
            table.unlockRead();
            locked = false;
        }
    }

    private Chunk rows() {
        if (request instanceof ReadRequest.ReadChunk read) {
            return capture.knobs().byPlace ? byPlace(read) : byKey(read);
        } else if (request instanceof ReadRequest.ReadKeys read) {
            return chunk(
                    new ChunkBounds(null, null),
                    visible(read.keys().stream().map(ReadJob::key).toList()));
        } else {
            throw new AssertionError(request);
        }
    }

    private Chunk byKey(ReadRequest.ReadChunk read) {
        ChunkBounds bounds = read.bounds();
        List<Integer> found = visible(TableOrder.within(table, bounds));
        if (found.size() >= read.maxRows()) {
            found = found.subList(0, read.maxRows());
            bounds = new ChunkBounds(bounds.lower(), RowBytes.digits(found.get(read.maxRows() - 1)));
        }
        if (isCut(found)) {
            found = found.subList(0, found.size() - 1);
            bounds = new ChunkBounds(bounds.lower(), RowBytes.digits(found.get(found.size() - 1)));
        }
        return chunk(bounds, found);
    }

    /** Whole places: a bound says nothing of the rows at one. */
    private Chunk byPlace(ReadRequest.ReadChunk read) {
        StorageOrder order = new StorageOrder(table, snapshot);
        ChunkBounds bounds = read.bounds();
        List<Integer> found = visible(order.within(bounds));
        int last = isCut(found) ? found.size() - 1 : read.maxRows();
        if (found.size() >= last) {
            bounds = new ChunkBounds(bounds.lower(), order.bound(found.get(last - 1)));
            found = visible(order.within(bounds));
        }
        return chunk(bounds, found);
    }

    private boolean isCut(List<Integer> found) {
        return found.size() > 1 && capture.chance().percent(capture.knobs().shortChunk);
    }

    private List<Integer> visible(List<Integer> keys) {
        return table.isEmptyFor(snapshot)
                ? List.of()
                : keys.stream()
                        .filter(key -> table.history(key).visibleIn(snapshot).row() != null)
                        .toList();
    }

    private Chunk chunk(ChunkBounds bounds, List<Integer> found) {
        ModelBoundary seen = new ModelBoundary(capture.source(), boundary, SourceModel.position(position));
        return new Chunk(bounds, build(found), seen);
    }

    private static int key(RowKey key) {
        return Integer.parseInt(new String(key.part(0), StandardCharsets.US_ASCII));
    }

    private List<ChangeBatch> build(List<Integer> keys) {
        TableSchema schema = new WireSchemas(capture.knobs().rules).at(table, Long.MAX_VALUE);
        List<ChangeBatch> rows = new ArrayList<>();
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        for (int key : keys) {
            SourceRow row = table.history(key).visibleIn(snapshot).row();
            if (row == null) {
                continue;
            }
            if (builder.size() == 0) {
                builder.begin(0, 0, NO_TEXT, 0, NO_TEXT, 0);
            }
            builder.open(Operation.READ, schema, true, BeforeImage.ABSENT);
            RowBytes.after(builder, key, row, true);
            builder.close();
            if (capture.chance().percent(30)) {
                rows.add(build(builder));
            }
        }
        if (builder.size() > 0) {
            rows.add(build(builder));
        }
        return rows;
    }

    private ChangeBatch build(ChangeBatchBuilder builder) {
        builder.commit(NO_TEXT, 0);
        return batches.given(builder.build(null, batches));
    }
}
