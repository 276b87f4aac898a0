package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.BatchPool;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.xa.XaCommits;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Opens sessions that read rows beside the stream. Thread-safe. */
public final class MySqlSnapshot implements Snapshot {
    private final Login login;
    private final SnapshotTables tables;
    private final Positioning positioning;
    private final LogOrder order;
    private final XaCommits commits;
    private final Supplier<StreamBegin> begin;
    private final ReadLimits limits;
    private final BatchPool pool;
    private final Set<MySqlChunkReader> readers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param login to the server that the stream comes from
     * @param order numbers the places of its log as the stream does
     * @param commits of the stream
     * @param begin what the stream will not deliver again
     */
    public MySqlSnapshot(
            Login login,
            SnapshotTables tables,
            Positioning positioning,
            LogOrder order,
            XaCommits commits,
            Supplier<StreamBegin> begin) {
        this(
                login,
                tables,
                positioning,
                order,
                commits,
                begin,
                ReadLimits.of(Runtime.getRuntime().maxMemory()));
    }

    MySqlSnapshot(
            Login login,
            SnapshotTables tables,
            Positioning positioning,
            LogOrder order,
            XaCommits commits,
            Supplier<StreamBegin> begin,
            ReadLimits limits) {
        this.login = login;
        this.tables = tables;
        this.positioning = positioning;
        this.order = order;
        this.commits = commits;
        this.begin = begin;
        this.limits = limits;
        this.pool = new BatchPool(limits.pooledBytes());
    }

    @Override
    public Barrier barrier(TableId table) {
        StreamBegin begun = begin.get();
        if (positioning != Positioning.GTIDS) {
            return new PlaceBarrier(begun.sequence());
        }
        try (Session session = Session.open(login)) {
            return new GtidBarrier(begun.executed(), begun.executed().minus(ReadView.executed(session)));
        } catch (SQLException failure) {
            throw Failure.of("cannot ask which transactions were executed", failure);
        }
    }

    @Override
    public ChunkReader openReader() {
        MySqlChunkReader reader = new MySqlChunkReader(
                () -> ReadSession.open(login, positioning, order, commits),
                tables,
                limits,
                pool,
                Clock.systemUTC(),
                readers::remove);
        readers.add(reader);
        if (closed) {
            reader.close();
            throw new CdcException(ErrorKind.CONNECTION, "the snapshot was closed");
        }
        return reader;
    }

    /** Ends the sessions of all readers; what they do then fails as over a lost connection. From any thread. */
    public void disconnect() {
        List.copyOf(readers).forEach(MySqlChunkReader::close);
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
