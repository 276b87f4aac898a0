package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.CaptureSteps.ReadStep;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.Lsn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads chunks over one session of its own. */
final class PostgresChunkReader implements ChunkReader {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresChunkReader.class);

    /** A chunk is cut behind the row that passes this, so that wide rows do not fill the memory. */
    private static final int MAX_CHUNK_BYTES = 4 << 20;

    private static final byte[] NO_TEXT = new byte[0];

    private final Connection session;
    private final Function<TableId, SnapshotTable> tables;
    private final WalPages walPages;
    private final BatchLimits limits;
    private final Clock clock;
    private final CopyText copyText = new CopyText();

    PostgresChunkReader(
            Connection session,
            Function<TableId, SnapshotTable> tables,
            WalPages walPages,
            BatchLimits limits,
            Clock clock) {
        this.session = session;
        this.tables = tables;
        this.walPages = walPages;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
        SnapshotTable described = tables.apply(table);
        ChunkQueries queries = new ChunkQueries(described);
        if (!queries.isOrdered()) {
            return new ChunkBounds(null, null);
        }
        int keyCount = described.schema().keyColumnCount();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(queries.keyOfRow(after, rowsPerChunk(table, maxRows)))) {
            if (!row.next()) {
                return new ChunkBounds(after, null);
            }
            List<String> key = new ArrayList<>();
            for (int i = 1; i <= keyCount; i++) {
                key.add(row.getString(i));
            }
            return new ChunkBounds(after, KeyBounds.encode(key));
        } catch (SQLException failure) {
            throw Failure.of("cannot plan the seeding of " + table, failure);
        }
    }

    private long rowsPerChunk(TableId table, int maxRows) throws SQLException {
        long rowBytes = Math.max(1, averageRowBytes(table));
        return Math.max(1, Math.min(maxRows, MAX_CHUNK_BYTES / rowBytes));
    }

    private long averageRowBytes(TableId table) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CASE WHEN sum(reltuples) > 0 THEN (sum(relpages::int8) * current_setting('block_size')::int8"
                                + " / sum(reltuples))::int8 ELSE 0 END FROM pg_class WHERE oid IN ("
                                + PostgresSnapshot.leaves(table)
                                + ")")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public long estimateRows(TableId table) {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(sum(greatest(reltuples, 0)), -1)::int8 FROM pg_class WHERE oid IN ("
                                + PostgresSnapshot.leaves(table) + ")")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw Failure.of("cannot estimate the rows of " + table, failure);
        }
    }

    @Override
    public Chunk read(TableId table, ChunkBounds bounds) {
        SnapshotTable described = tables.apply(table);
        ChunkQueries queries = new ChunkQueries(described);
        return read(described, queries, queries.copy(bounds), bounds, queries.isOrdered());
    }

    @Override
    public Chunk readKeys(TableId table, List<RowKey> keys) {
        SnapshotTable described = tables.apply(table);
        ChunkQueries queries = new ChunkQueries(described);
        if (!queries.isOrdered()) {
            throw new CdcException(ErrorKind.CONFIG, table + " has no key to read single rows by; add a primary key");
        }
        return read(described, queries, queries.copy(keys), new ChunkBounds(null, null), false);
    }

    private Chunk read(SnapshotTable table, ChunkQueries queries, String copy, ChunkBounds bounds, boolean mayBeCut) {
        Reading reading = new Reading(table.schema());
        try (Statement statement = session.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL lock_timeout = '10s'");
            try {
                for (ReadStep step : CaptureSteps.READ) {
                    switch (step) {
                        case LOCK -> statement.execute(queries.lock());
                        case SNAPSHOT ->
                            reading.visible =
                                    VisibleTransactions.parse(text(statement, "SELECT pg_current_snapshot()::text"));
                        case POSITION -> reading.lsn = insertPosition(statement);
                        case ROWS -> reading.rows(copy, mayBeCut);
                    }
                }
            } finally {
                statement.execute("ROLLBACK");
            }
        } catch (SQLException failure) {
            throw Failure.of("cannot read " + table.schema().table(), failure);
        }
        return reading.chunk(bounds);
    }

    private long insertPosition(Statement statement) throws SQLException {
        return walPages.outsideHeader(Lsn.parse(text(statement, "SELECT pg_current_wal_insert_lsn()::text")));
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            session.abort(Runnable::run);
        } catch (SQLException closed) {
            LOG.debug("the session was closed already", closed);
        }
    }

    /** What one read brings. */
    private final class Reading {
        private final TableSchema schema;
        private final long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        private final List<ChangeBatch> batches = new ArrayList<>();
        private ChangeBatchBuilder builder = newBuilder();
        private @Nullable VisibleTransactions visible;
        private long lsn;
        private byte @Nullable [] cutBehind;

        Reading(TableSchema schema) {
            this.schema = schema;
        }

        private ChangeBatchBuilder newBuilder() {
            ChangeBatchBuilder fresh = new ChangeBatchBuilder();
            fresh.begin(0, micros, NO_TEXT, 0, NO_TEXT, 0);
            return fresh;
        }

        void rows(String copy, boolean mayBeCut) throws SQLException {
            CopyOut out = session.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
            long total = 0;
            for (byte[] line = out.readFromCopy(); line != null; line = out.readFromCopy()) {
                copyText.addRow(line, schema, builder);
                total += line.length;
                if (total > MAX_CHUNK_BYTES && mayBeCut) {
                    cutBehind = lastKey();
                    out.cancelCopy();
                    break;
                }
                if (builder.size() >= limits.maxChanges() || builder.byteCount() >= limits.maxBytes()) {
                    endBatch();
                }
            }
            endBatch();
        }

        private byte[] lastKey() {
            int last = builder.size() - 1;
            endBatch();
            ChangeCursor cursor = batches.get(batches.size() - 1).cursor();
            cursor.seek(last);
            RowKey key = RowKey.of(cursor.after());
            List<String> values = new ArrayList<>();
            for (int part = 0; part < key.partCount(); part++) {
                values.add(new String(key.part(part), StandardCharsets.UTF_8));
            }
            return KeyBounds.encode(values);
        }

        private void endBatch() {
            if (builder.size() > 0) {
                batches.add(builder.build(null));
                builder = newBuilder();
            }
        }

        Chunk chunk(ChunkBounds asked) {
            if (visible == null) {
                throw new IllegalStateException("no snapshot was taken");
            }
            ChunkBounds read = cutBehind == null ? asked : new ChunkBounds(asked.lower(), cutBehind);
            return new Chunk(read, batches, new PostgresBoundary(visible, new Position(lsn, Lsn.format(lsn))));
        }
    }
}
