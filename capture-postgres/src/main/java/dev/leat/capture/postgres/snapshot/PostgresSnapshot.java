package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.BatchPool;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Sessions;
import dev.leat.capture.postgres.wal.WalEnd;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens sessions that read rows beside the stream. Thread-safe. */
public final class PostgresSnapshot implements Snapshot {
    private final Login login;
    private final Sessions sessions;
    private final SnapshotTables tables;
    private final ReadLimits limits;
    private final BatchPool pool;
    private final PageFills pages = new PageFills();
    private final Set<PostgresChunkReader> readers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param login for messages
     * @param sessions on the server that the stream comes from
     */
    public PostgresSnapshot(Login login, Sessions sessions, SnapshotTables tables) {
        this(login, sessions, tables, ReadLimits.of(Runtime.getRuntime().maxMemory()));
    }

    PostgresSnapshot(Login login, Sessions sessions, SnapshotTables tables, ReadLimits limits) {
        this.login = login;
        this.sessions = sessions;
        this.tables = tables;
        this.limits = limits;
        this.pool = new BatchPool(limits.pooledBytes());
    }

    @Override
    public Barrier barrier(TableId table) {
        try (Connection session = sessions.open()) {
            return WriterBarrier.take(session, table);
        } catch (SQLException failure) {
            throw Failure.of("cannot see who is writing " + table, failure);
        }
    }

    @Override
    public ChunkReader openReader() {
        try {
            Connection session = sessions.open();
            try {
                return reader(session);
            } catch (SQLException | RuntimeException failure) {
                session.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw Failure.of("cannot open a session to read rows as " + login, failure);
        }
    }

    private ChunkReader reader(Connection session) throws SQLException {
        PostgresChunkReader reader = new PostgresChunkReader(
                session, tables, WalEnd.of(session), limits, pool, pages, Clock.systemUTC(), readers::remove);
        readers.add(reader);
        if (closed) {
            reader.close();
            throw new CdcException(ErrorKind.CONNECTION, "the snapshot was closed");
        }
        return reader;
    }

    /** Ends the sessions of all readers; what they do then fails as over a lost connection. From any thread. */
    public void disconnect() {
        List.copyOf(readers).forEach(PostgresChunkReader::close);
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
