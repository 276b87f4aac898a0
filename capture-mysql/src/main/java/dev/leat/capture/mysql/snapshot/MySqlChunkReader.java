package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.BatchPool;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.value.WireColumn;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads chunks over one session of its own. */
final class MySqlChunkReader implements ChunkReader {
    /** So often a read begins anew because of DDL that came in between. */
    private static final int MAX_TRIES = 5;

    private final Supplier<ReadSession> sessions;
    private final SnapshotTables tables;
    private final ReadLimits limits;
    private final BatchPool pool;
    private final Clock clock;
    private final Consumer<MySqlChunkReader> onClose;
    private final Map<TableId, Long> rowBytes = new HashMap<>();
    private volatile ReadSession current;
    private volatile boolean closed;

    MySqlChunkReader(
            Supplier<ReadSession> sessions,
            SnapshotTables tables,
            ReadLimits limits,
            BatchPool pool,
            Clock clock,
            Consumer<MySqlChunkReader> onClose) {
        this.sessions = sessions;
        this.tables = tables;
        this.limits = limits;
        this.pool = pool;
        this.clock = clock;
        this.onClose = onClose;
        this.current = sessions.get();
    }

    @Override
    public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
        return untilUnchanged("cannot plan the seeding of " + table, () -> {
            ReadTable key = key(tables.describe(table, current.session()));
            if (!key.schema().hasUniqueKey()) {
                return new ChunkBounds(null, null);
            }
            RowCopier copier = new RowCopier(key);
            RowReading rows = new RowReading(copier, limits, pool, 0);
            String sql = new ChunkQueries(key).row(copier, after, rowsPerChunk(table, maxRows));
            rows.readAll(current.query(), sql, Long.MAX_VALUE);
            Row last = rows.lastRow();
            return new ChunkBounds(after, last == null ? null : KeyBounds.of(last, key));
        });
    }

    /** The table as far as its key. */
    private static ReadTable key(ReadTable table) {
        TableSchema schema = table.schema();
        if (!schema.hasUniqueKey()) {
            return table;
        }
        List<Column> columns = new ArrayList<>();
        List<WireColumn> wire = new ArrayList<>();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            columns.add(schema.column(schema.keyColumn(part)));
            wire.add(table.columns().get(schema.keyColumn(part)));
        }
        int[] all = IntStream.range(0, columns.size()).toArray();
        return new ReadTable(new TableSchema(schema.table(), columns, all, true), wire);
    }

    /** As many as a chunk is planned for: what was read last tells more than what the server estimates. */
    private long rowsPerChunk(TableId table, int maxRows) throws SQLException {
        return Math.max(1, Math.min(maxRows, limits.plannedBytes() / rowBytes(table)));
    }

    private long rowBytes(TableId table) throws SQLException {
        Long bytes = rowBytes.get(table);
        if (bytes == null) {
            bytes = Math.max(1, TableSize.read(current.session(), table).rowBytes());
            rowBytes.put(table, bytes);
        }
        return bytes;
    }

    @Override
    public long estimateRows(TableId table) {
        try {
            return TableSize.read(current.session(), table).rows();
        } catch (SQLException failure) {
            throw Failure.of("cannot estimate the rows of " + table, failure);
        }
    }

    @Override
    public Chunk read(TableId table, ChunkBounds bounds, int maxRows) {
        try {
            long limit = maxRows == Integer.MAX_VALUE ? maxRows : rowsPerChunk(table, maxRows);
            return read(table, new RowsInKeyOrder(bounds, limit, rowBytes(table), limits));
        } catch (SQLException failure) {
            throw Failure.of("cannot estimate the rows of " + table, failure);
        }
    }

    @Override
    public Chunk readKeys(TableId table, List<RowKey> keys) {
        return read(table, new RowsOfKeys(keys));
    }

    private Chunk read(TableId table, RowsToRead wanted) {
        return untilUnchanged("cannot read " + table, () -> {
            ReadSession session = current;
            Boundary boundary = session.openView(table);
            ReadTable described = tables.describe(table, session.session());
            RowReading rows = new RowReading(new RowCopier(described), limits, pool, micros());
            RowsToRead.Covered covered = wanted.read(described, rows, session.query());
            if (session.query().isOpen()) {
                replace(session);
            } else {
                session.end();
            }
            if (rows.count() > 0) {
                rowBytes.put(table, Math.max(1, rows.byteCount() / rows.count()));
            }
            return new Chunk(covered.bounds(), covered.rows(), boundary);
        });
    }

    /** There may be a long rest of an answer that is not wanted: another session costs less than to read it. */
    private void replace(ReadSession spent) {
        spent.close();
        ReadSession fresh = sessions.get();
        current = fresh;
        if (closed) {
            fresh.close();
            throw new CdcException(ErrorKind.CONNECTION, "the reader was closed");
        }
    }

    private <T> T untilUnchanged(String what, Reading<T> reading) {
        for (int left = MAX_TRIES; ; left--) {
            try {
                return reading.run();
            } catch (SQLException failure) {
                boolean isUsable = current.abandon(failure);
                if (left == 1 || !TableChanged.is(failure)) {
                    throw Failure.of(what, failure);
                }
                if (!isUsable) {
                    replace(current);
                }
            } catch (RuntimeException failure) {
                current.abandon(failure);
                throw failure;
            }
        }
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
        current.close();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws SQLException;
    }
}
