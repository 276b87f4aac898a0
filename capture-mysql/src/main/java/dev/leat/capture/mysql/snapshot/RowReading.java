package dev.leat.capture.mysql.snapshot;

import dev.leat.api.change.BatchPool;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.capture.mysql.wire.RowQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows of one schema on their way from an answer into batches. */
final class RowReading {
    private static final byte[] NO_TEXT = new byte[0];

    private final RowCopier copier;
    private final ReadLimits limits;
    private final long readMicros;
    private final BatchPool pool;
    private final List<ChangeBatch> batches = new ArrayList<>();
    private @Nullable ChangeBatchBuilder builder;
    private long endedBytes;
    private long expectedRows;
    private long expectedRowBytes;
    private long count;

    /**
     * @param pool the batches' arrays come from there and go back
     * @param readMicros when the rows are read, in microseconds since 1970-01-01T00:00:00Z
     */
    RowReading(RowCopier copier, ReadLimits limits, BatchPool pool, long readMicros) {
        this.copier = copier;
        this.limits = limits;
        this.pool = pool;
        this.readMicros = readMicros;
    }

    /** About how many rows will come, and how much memory each takes: their batches have it from the beginning. */
    void expect(long rows, long rowBytes) {
        expectedRows = rows;
        expectedRowBytes = rowBytes;
    }

    private ChangeBatchBuilder newBuilder() {
        ChangeBatchBuilder fresh = pool.builder();
        int rows = (int) Math.min(limits.batchRows(), Math.max(0, expectedRows - count));
        int columns = copier.schema().columnCount();
        long valueBytes = expectedRowBytes - ChangeBatchBuilder.entryBytes(columns);
        if (rows > 0 && valueBytes > 0) {
            fresh.makeRoom(rows, columns, (int) Math.min(rows * valueBytes, limits.chunkBytes()));
        }
        fresh.begin(0, readMicros, NO_TEXT, 0, NO_TEXT, 0);
        return fresh;
    }

    /**
     * Reads what a query answers.
     *
     * @param maxBytes stops behind the row with which all rows so far take more memory than this
     * @return whether it came to the end; if not, there may be rows to come
     */
    boolean readAll(RowQuery query, String sql, long maxBytes) throws SQLException {
        query.begin(sql);
        if (!copier.fits(query)) {
            throw TableChanged.meanwhile();
        }
        while (query.next()) {
            ChangeBatchBuilder batch = builder;
            if (batch == null) {
                batch = newBuilder();
                builder = batch;
            }
            copier.copy(query, batch);
            count++;
            if (batch.size() >= limits.batchRows() || batch.byteCount() >= limits.chunkBytes()) {
                endBatch();
            }
            if (byteCount() > maxBytes) {
                return false;
            }
        }
        return true;
    }

    private void endBatch() {
        ChangeBatchBuilder ended = builder;
        if (ended != null) {
            endedBytes += ended.heldBytes();
            batches.add(ended.build(null, pool));
            builder = null;
        }
    }

    /** Says what to select. */
    RowCopier copier() {
        return copier;
    }

    /** How many rows were read so far. */
    long count() {
        return count;
    }

    /** How much memory they take. */
    long byteCount() {
        return endedBytes + (builder == null ? 0 : builder.heldBytes());
    }

    /** The rows that were read so far. */
    List<ChangeBatch> batches() {
        endBatch();
        return batches;
    }

    /** Those of them that are wanted. */
    List<ChangeBatch> batches(Predicate<Row> wanted) {
        List<ChangeBatch> all = new ArrayList<>(batches());
        batches.clear();
        ChangeBatchBuilder kept = new ChangeBatchBuilder();
        for (ChangeBatch batch : all) {
            ChangeCursor row = batch.cursor();
            while (row.next()) {
                if (wanted.test(row.after())) {
                    kept.copy(row);
                }
            }
            batch.release();
            if (kept.size() > 0) {
                batches.add(kept.build(null));
            }
        }
        return batches;
    }

    /** The row that was read last; null when there was none. */
    @Nullable
    Row lastRow() {
        endBatch();
        if (batches.isEmpty()) {
            return null;
        }
        ChangeBatch last = batches.get(batches.size() - 1);
        ChangeCursor row = last.cursor();
        row.seek(last.size() - 1);
        return row.after();
    }
}
