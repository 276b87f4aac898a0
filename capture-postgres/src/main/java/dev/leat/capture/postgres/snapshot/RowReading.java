package dev.leat.capture.postgres.snapshot;

import dev.leat.api.DecodeException;
import dev.leat.api.change.BatchPool;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows of one schema on their way from COPY into batches. */
final class RowReading {
    private static final byte[] NO_TEXT = new byte[0];
    private static final double ROOM_TO_SPARE = 1.125;
    private static final String QUERY_CANCELED = "57014";

    private final TableSchema schema;
    private final ReadLimits limits;
    private final long readMicros;
    private final CopyText copyText = new CopyText();
    private final List<ChangeBatch> batches = new ArrayList<>();
    private final BatchPool pool;
    private @Nullable ChangeBatchBuilder builder;
    private boolean placed;
    private double expectedRowBytes;
    private long expectedRows;
    private byte[] lastLine = NO_TEXT;
    private long endedBytes;
    private long count;

    /**
     * @param pool the batches' arrays come from there and go back
     * @param readMicros when the rows are read, in microseconds since 1970-01-01T00:00:00Z
     */
    RowReading(TableSchema schema, ReadLimits limits, BatchPool pool, long readMicros) {
        this.schema = schema;
        this.limits = limits;
        this.pool = pool;
        this.readMicros = readMicros;
    }

    /**
     * About how many rows will come, and how much memory they take: their batches have it from the beginning, up to that of a chunk.
     */
    void expect(long rows, long bytes) {
        if (rows == 0 || bytes == 0) {
            return;
        }
        double rowBytes = (double) bytes / rows;
        expectedRows = Math.min(rows, (long) (limits.chunkBytes() / rowBytes));
        expectedRowBytes = rowBytes - ChangeBatchBuilder.entryBytes(schema.columnCount());
    }

    private ChangeBatchBuilder newBuilder() {
        ChangeBatchBuilder fresh = pool.builder();
        int rows = (int) Math.min(limits.batchRows(), ROOM_TO_SPARE * Math.max(0, expectedRows - count));
        long bytes = (long) (ROOM_TO_SPARE * rows * expectedRowBytes);
        if (bytes > 0) {
            fresh.makeRoom(rows, schema.columnCount(), (int) Math.min(bytes, limits.chunkBytes()));
        }
        fresh.begin(0, readMicros, NO_TEXT, 0, NO_TEXT, 0);
        return fresh;
    }

    /**
     * Reads what a COPY TO STDOUT sends.
     *
     * @param maxBytes stops behind the row with which all rows so far take more memory than this
     * @return whether it came to the end
     */
    boolean readAll(Connection session, String copy, long maxBytes) throws SQLException {
        PGConnection connection = session.unwrap(PGConnection.class);
        CopyOut out = connection.getCopyAPI().copyOut(copy);
        try {
            for (byte[] line = out.readFromCopy(); line != null; line = out.readFromCopy()) {
                add(line);
                if (byteCount() > maxBytes) {
                    cancel(connection, out);
                    return false;
                }
            }
            return true;
        } catch (SQLException | RuntimeException failure) {
            giveUp(connection, out, failure);
            throw failure;
        }
    }

    /** As {@link #readAll}, of rows that come behind their places. */
    boolean readPlaced(Connection session, String copy, long maxBytes) throws SQLException {
        placed = true;
        return readAll(session, copy, maxBytes);
    }

    /**
     * Ends a copy in the middle. The driver's own {@code cancelCopy} leaves the rest of the answer in the connection, where
     * the next statement takes it for its own. The server has the signal when {@code cancelQuery} returns, so that it hits
     * the copy, or nothing if that has come to its end.
     */
    private static void cancel(PGConnection connection, CopyOut out) throws SQLException {
        connection.cancelQuery();
        try {
            byte[] unwanted = out.readFromCopy();
            while (unwanted != null) {
                unwanted = out.readFromCopy();
            }
        } catch (SQLException canceled) {
            if (!QUERY_CANCELED.equals(canceled.getSQLState())) {
                throw canceled;
            }
        }
    }

    private void add(byte[] line) {
        ChangeBatchBuilder batch = builder;
        if (batch == null) {
            batch = newBuilder();
            builder = batch;
        }
        copyText.addRow(line, placed ? endOfPlace(line) + 1 : 0, schema, batch);
        lastLine = line;
        count++;
        if (batch.size() >= limits.batchRows() || batch.byteCount() >= limits.chunkBytes()) {
            endBatch();
        }
    }

    private static int endOfPlace(byte[] line) {
        for (int end = 0; end < line.length; end++) {
            if (line[end] == '\t') {
                return end;
            }
        }
        throw new DecodeException(0, "expected a row behind its place, found none");
    }

    /** The driver blocks every later command of the session for as long as a copy is open. */
    private static void giveUp(PGConnection connection, CopyOut out, Exception failure) {
        if (out.isActive()) {
            try {
                cancel(connection, out);
            } catch (SQLException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
        }
    }

    private void endBatch() {
        ChangeBatchBuilder ended = builder;
        if (ended != null) {
            endedBytes += ended.heldBytes();
            batches.add(ended.build(null, pool));
            builder = null;
        }
    }

    /** How many rows were read so far. */
    long count() {
        return count;
    }

    /** How much memory they take. */
    long byteCount() {
        return endedBytes + (builder == null ? 0 : builder.heldBytes());
    }

    /** Where the row is that was read last, of rows that came behind their places. */
    Place lastPlace(long file) {
        return Place.parse(file, new String(lastLine, 0, endOfPlace(lastLine), StandardCharsets.US_ASCII));
    }

    /** The rows that were read so far. */
    List<ChangeBatch> batches() {
        endBatch();
        return batches;
    }

    /** The key of the row that was read last, as a bound; null when there was none. */
    byte @Nullable [] lastKey() {
        endBatch();
        if (batches.isEmpty()) {
            return null;
        }
        ChangeBatch last = batches.get(batches.size() - 1);
        ChangeCursor row = last.cursor();
        row.seek(last.size() - 1);
        return KeyBounds.of(row.after());
    }
}
