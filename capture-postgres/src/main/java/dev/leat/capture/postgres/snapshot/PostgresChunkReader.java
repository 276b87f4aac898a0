package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.BatchPool;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.value.NotUtf8;
import dev.leat.capture.postgres.wal.WalEnd;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads chunks over one session of its own. */
final class PostgresChunkReader implements ChunkReader {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresChunkReader.class);

    /** character_not_in_repertoire: text of a database without encoding that is not in the session's. */
    private static final String NOT_UTF8 = "22021";

    private final Connection session;
    private final SnapshotTables tables;
    private final WalEnd wal;
    private final ReadLimits limits;
    private final BatchPool pool;
    private final PageFills pages;
    private final Clock clock;
    private final Consumer<PostgresChunkReader> onClose;
    private final Map<TableId, Long> rowBytes = new HashMap<>();

    PostgresChunkReader(
            Connection session,
            SnapshotTables tables,
            WalEnd wal,
            ReadLimits limits,
            BatchPool pool,
            PageFills pages,
            Clock clock,
            Consumer<PostgresChunkReader> onClose) {
        this.session = session;
        this.tables = tables;
        this.wal = wal;
        this.limits = limits;
        this.pool = pool;
        this.pages = pages;
        this.clock = clock;
        this.onClose = onClose;
    }

    @Override
    public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
        SnapshotTable described = tables.find(table);
        if (!described.hasKey()) {
            return new ChunkBounds(null, null);
        }
        if (described.hasPlaces()) {
            return plan(described, after, maxRows);
        }
        try (Statement statement = session.createStatement()) {
            long rows = rowsPerChunk(table, maxRows);
            try (ResultSet row = statement.executeQuery(new ChunkQueries(described).keyOfRow(after, rows))) {
                return new ChunkBounds(
                        after, row.next() ? key(row, described.key().size()) : null);
            }
        } catch (SQLException failure) {
            if (NOT_UTF8.equals(failure.getSQLState())) {
                throw notUtf8(
                        table, described.key().stream().map(KeyPart::column).collect(Collectors.joining(", ")));
            }
            throw Failure.of("cannot plan the seeding of " + table, failure);
        }
    }

    private ChunkBounds plan(SnapshotTable table, byte @Nullable [] after, int maxRows) {
        try (Statement statement = session.createStatement()) {
            TableFile file;
            try (ResultSet row = statement.executeQuery(TableFile.query(table.oid()))) {
                file = TableFile.read(row);
            }
            ChunkBounds wholePages = pages.of(table.id()).plan(file, after, maxRows, limits);
            return maxRows < PageFill.MAX_ROWS ? planInPages(statement, table, file, wholePages, maxRows) : wholePages;
        } catch (SQLException failure) {
            throw Failure.of("cannot plan the seeding of " + table.id(), failure);
        }
    }

    /** Fewer rows than a page may have. */
    private static ChunkBounds planInPages(
            Statement statement, SnapshotTable table, TableFile file, ChunkBounds wholePages, int maxRows)
            throws SQLException {
        Optional<Place> behind = Place.decode(wholePages.lower()).filter(file::has);
        String query = new ChunkQueries(table).placeOfRow(behind, Place.decode(wholePages.upper()), maxRows);
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next()
                    ? new ChunkBounds(
                            wholePages.lower(),
                            Place.parse(file.number(), row.getString(1)).encode())
                    : wholePages;
        }
    }

    private static byte[] key(ResultSet row, int columnCount) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int i = 1; i <= columnCount; i++) {
            key.add(row.getString(i));
        }
        return KeyBounds.encode(key);
    }

    /** A chunk of wide rows that has to be cut costs the server a signal: asked once, as it is about right only anyway. */
    private long rowsPerChunk(TableId table, int maxRows) throws SQLException {
        Long bytes = rowBytes.get(table);
        if (bytes == null) {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(Estimates.rowBytes(table))) {
                row.next();
                bytes = Math.max(1, row.getLong(1));
            }
            rowBytes.put(table, bytes);
        }
        return Math.max(1, Math.min(maxRows, limits.plannedBytes() / bytes));
    }

    @Override
    public long estimateRows(TableId table) {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Estimates.rows(table))) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw Failure.of("cannot estimate the rows of " + table, failure);
        }
    }

    @Override
    public Chunk read(TableId table, ChunkBounds bounds, int maxRows) {
        SnapshotTable described = tables.find(table);
        if (described.hasPlaces()) {
            return read(
                    described, new RowsInStorageOrder(session, described, bounds, maxRows, limits, pages.of(table)));
        }
        try {
            long limit = maxRows == Integer.MAX_VALUE ? maxRows : rowsPerChunk(table, maxRows);
            return read(described, new RowsInKeyOrder(session, described, bounds, limit, limits));
        } catch (SQLException failure) {
            throw Failure.of("cannot estimate the rows of " + table, failure);
        }
    }

    @Override
    public Chunk readKeys(TableId table, List<RowKey> keys) {
        SnapshotTable described = tables.find(table);
        if (!described.hasKey()) {
            throw new CdcException(ErrorKind.SETUP, table + " has no key to read single rows by; add a primary key");
        }
        return read(described, new RowsOfKeys(session, described, keys));
    }

    private Chunk read(SnapshotTable table, RowsToRead wanted) {
        Chunk chunk = readOnce(table, wanted);
        while (chunk == null) {
            chunk = readOnce(table, wanted);
        }
        return chunk;
    }

    private @Nullable Chunk readOnce(SnapshotTable table, RowsToRead wanted) {
        TableFile file = null;
        try {
            ReadTransaction reading = ReadTransaction.begin(session, table, wal);
            file = reading.file();
            RowReading rows;
            ChunkBounds bounds;
            try {
                TableSchema schema = schema(table, reading.columns());
                rows = new RowReading(schema, limits, pool, micros());
                bounds = wanted.covered(rows, wanted.copyTo(rows, schema, file));
            } catch (SQLException | RuntimeException failure) {
                reading.abandon(failure);
                throw failure;
            }
            reading.end();
            return bounds == null ? null : new Chunk(bounds, rows.batches(), reading.boundary());
        } catch (SQLException failure) {
            if (file != null && NOT_UTF8.equals(failure.getSQLState())) {
                throw notUtf8(table.id(), columnNotUtf8(table, wanted, file));
            }
            throw Failure.of("cannot read " + table.id(), failure);
        }
    }

    /** The server's own message has some of the bytes, and neither table nor column. */
    private static CdcException notUtf8(TableId table, String column) {
        return new CdcException(ErrorKind.DECODE, NotUtf8.message(table, column));
    }

    /** Reads the same rows once more, one column at a time. */
    private String columnNotUtf8(SnapshotTable table, RowsToRead wanted, TableFile file) {
        List<Column> columns = new ArrayList<>();
        try {
            columns.addAll(schema(table, columns(table)).columns());
            for (Column column : columns) {
                TableSchema alone = new TableSchema(table.id(), List.of(column), new int[] {0}, false);
                try {
                    wanted.copyTo(new RowReading(alone, limits, pool, 0), alone, file);
                } catch (SQLException refused) {
                    if (NOT_UTF8.equals(refused.getSQLState())) {
                        return column.name();
                    }
                    throw refused;
                }
            }
        } catch (SQLException gone) {
            LOG.debug("cannot look for the column", gone);
        }
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private List<TableColumn> columns(SnapshotTable table) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(Tables.columnsOf(table.oid()))) {
            return Tables.columns(rows);
        }
    }

    private TableSchema schema(SnapshotTable table, List<TableColumn> columns) {
        if (columns.isEmpty()) {
            throw new CdcException(
                    ErrorKind.GAP,
                    "table " + table.id() + " was dropped and created anew: its changes since then are missing");
        }
        return tables.schema(table.id(), columns);
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public void close() {
        onClose.accept(this);
        try {
            session.abort(Runnable::run);
        } catch (SQLException closed) {
            LOG.debug("the session was closed already", closed);
        }
    }
}
