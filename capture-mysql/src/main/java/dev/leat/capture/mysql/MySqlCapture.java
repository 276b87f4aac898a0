package dev.leat.capture.mysql;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.capture.mysql.cursor.Cursor;
import dev.leat.capture.mysql.cursor.CursorKeeper;
import dev.leat.capture.mysql.cursor.Executed;
import dev.leat.capture.mysql.cursor.Obstacle;
import dev.leat.capture.mysql.cursor.ResumeCheck;
import dev.leat.capture.mysql.cursor.ServerLog;
import dev.leat.capture.mysql.cursor.StreamOpening;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.selection.CapturedTables;
import dev.leat.capture.mysql.selection.Revisions;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.snapshot.MySqlSnapshot;
import dev.leat.capture.mysql.snapshot.StreamBegin;
import dev.leat.capture.mysql.stream.MySqlStream;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.LogFileBegin;
import dev.leat.capture.mysql.wire.ReplicaId;
import dev.leat.capture.mysql.xa.PreparedLimits;
import dev.leat.capture.mysql.xa.XaCommits;
import dev.leat.capture.mysql.xa.XaTransactions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Captures a MySQL or MariaDB server by its binary log. */
final class MySqlCapture implements Capture {
    /** A server that sends nothing for so long, not even a heartbeat, is gone. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private final MySqlOptions options;
    private final CaptureContext context;
    private final Duration maxSilence;
    private final PreparedLimits preparedLimits;
    private final Lifetime lifetime = new Lifetime();
    private final XaCommits xaCommits = new XaCommits();
    private volatile @Nullable CapturedTables tables;
    private volatile @Nullable Revisions revisions;
    private volatile @Nullable CursorKeeper cursor;
    private volatile @Nullable MySqlStream stream;
    private volatile @Nullable MySqlSnapshot snapshot;
    private @Nullable String server;

    MySqlCapture(MySqlOptions options, CaptureContext context) {
        this(
                options,
                context,
                MAX_SILENCE,
                PreparedLimits.of(Runtime.getRuntime().maxMemory()));
    }

    /** For tests, which do not wait as long for a server that is gone, and have less to remember. */
    MySqlCapture(MySqlOptions options, CaptureContext context, Duration maxSilence, PreparedLimits preparedLimits) {
        this.options = options;
        this.context = context;
        this.maxSilence = maxSilence;
        this.preparedLimits = preparedLimits;
    }

    /** A server that took the place of another, and has all its transactions, is led as the first one was. */
    @Override
    public SourceIdentity source() {
        try (Session session = session()) {
            new Setup(options, context.selection()).requireServer(session);
            ServerLog log = ServerLog.read(session);
            String lineage = Cursor.read(context.state())
                    .filter(stored -> stored.server().equals(log.server())
                            || ResumeCheck.missing(stored, log, OptionalLong.empty())
                                    .isEmpty())
                    .map(Cursor::lineage)
                    .orElse(log.server());
            server = log.server();
            return new SourceIdentity(lineage, log.server());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the state of the log as " + options.login(), failure);
        }
    }

    @Override
    public SourceTables tables() {
        try (Session session = session()) {
            Revisions counted = Revisions.read(context.state());
            CapturedTables resolved = new Setup(options, context.selection()).resolve(session, counted);
            revisions = counted;
            tables = resolved;
            return new SourceTables(options.database(), resolved.all());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog as " + options.login(), failure);
        }
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        disconnectReaders();
        try {
            return live(mode, null);
        } catch (CdcException refused) {
            if (refused.kind() != ErrorKind.GAP || mode == LiveMode.RESUME) {
                throw refused;
            }
            return live(mode, String.valueOf(refused.getMessage()));
        }
    }

    /**
     * @param refusal why the server did not go on where the pipeline was; null if it was not asked yet
     */
    private MySqlStream live(LiveMode mode, @Nullable String refusal) {
        BinlogConnection connection = connect(options.replica());
        try {
            ServerLog log = ServerLog.read(connection.session());
            requireKnown(log);
            Cursor stored = Cursor.read(context.state()).orElse(null);
            Optional<String> missing = stored == null
                    ? Optional.empty()
                    : Optional.ofNullable(refusal)
                            .or(() -> missing(stored, log))
                            .or(() -> mode == LiveMode.RESEED
                                    ? Obstacle.ahead(context.state(), stored)
                                    : Optional.empty());
            StreamOpening opening = dated(StreamOpening.of(stored, log, missing, mode));
            CursorKeeper keeper = new CursorKeeper(context.state(), opening.cursor());
            MySqlStream opened = open(connection, opening, keeper);
            awaitBegin(opened, opening, log);
            Objects.requireNonNull(revisions).keep();
            opening.cursor().write(context.state());
            if (opening.kind() == StreamStart.Kind.FRESH) {
                Obstacle.forget(context.state());
            }
            cursor = keeper;
            replaceStream(opened);
            return opened;
        } catch (SQLException failure) {
            connection.close();
            throw Failure.of("cannot read the state of the log as " + options.login(), failure);
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        } finally {
            lifetime.release(connection);
        }
    }

    /** A log may be reset before anything is delivered, too. */
    private StreamOpening dated(StreamOpening opening) {
        return opening.kind() == StreamStart.Kind.FRESH
                ? opening.inFileBegun(LogFileBegin.read(
                        options.login(),
                        options.replica(),
                        opening.cursor().end().file()))
                : opening;
    }

    /** The server's own words name no position. */
    private static void awaitBegin(MySqlStream opened, StreamOpening opening, ServerLog log) {
        try {
            opened.awaitBegin();
        } catch (CdcException refusal) {
            throw refusal.kind() == ErrorKind.GAP ? opening.refused(refusal, log) : refusal;
        }
    }

    /** What was decided at the start, such as the epoch, holds for the server of then. */
    private void requireKnown(ServerLog log) {
        if (server != null && !log.server().equals(server)) {
            throw new CdcException(
                    ErrorKind.SOURCE_CHANGED,
                    "the server is another one since the pipeline began (" + log.server() + ", not " + server + ")");
        }
    }

    private Optional<String> missing(Cursor stored, ServerLog log) {
        return ResumeCheck.missing(stored, log, log.begun(stored, options.login(), options.replica()));
    }

    private BinlogConnection connect(ReplicaId replica) {
        return lifetime.keep(BinlogConnection.open(options.login(), replica));
    }

    /** From here on the stream owns the connection. */
    private MySqlStream open(BinlogConnection connection, StreamOpening opening, CursorKeeper keeper) {
        return new MySqlStream(
                connection.dump(opening.dump(), maxSilence, true),
                new LiveTables(options.login(), captured(), Objects.requireNonNull(revisions)),
                new XaTransactions(options.login(), preparedLimits, xaCommits),
                context.limits(),
                opening.start(),
                keeper);
    }

    private void replaceStream(MySqlStream opened) {
        MySqlStream before = stream;
        if (before != null) {
            lifetime.release(before);
        }
        stream = lifetime.keep(opened);
    }

    /** Nobody else has this id, and nothing is stored: whoever runs the pipeline is not disturbed. */
    @Override
    public Optional<ChangeStream> peek() {
        BinlogConnection connection = connect(ReplicaId.random(new SecureRandom()));
        try {
            StreamOpening opening = StreamOpening.present(ServerLog.read(connection.session()));
            return Optional.of(lifetime.keep(open(connection, opening, new CursorKeeper(null, opening.cursor()))));
        } catch (SQLException failure) {
            connection.close();
            throw Failure.of("cannot read the state of the log as " + options.login(), failure);
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        } finally {
            lifetime.release(connection);
        }
    }

    @Override
    public Optional<Snapshot> snapshot() {
        Cursor begin = begun().stored();
        MySqlSnapshot opened = lifetime.keep(new MySqlSnapshot(
                options.login(), captured(), begin.positioning(), begin.order(), xaCommits, this::streamBegin));
        snapshot = opened;
        return Optional.of(opened);
    }

    /** What is confirmed is not delivered again either. */
    private StreamBegin streamBegin() {
        Cursor confirmed = begun().stored();
        return new StreamBegin(
                confirmed.positioning() == Positioning.GTIDS ? GtidSet.parse(confirmed.executed()) : new GtidSet(),
                confirmed.sequence());
    }

    /** What made the stream's connection fail may have hit theirs too, and one that waits for an answer does not notice. */
    private void disconnectReaders() {
        MySqlSnapshot read = snapshot;
        if (read != null) {
            read.disconnect();
        }
    }

    private CapturedTables captured() {
        return Objects.requireNonNull(tables, "tables() comes first");
    }

    private CursorKeeper begun() {
        return Objects.requireNonNull(cursor, "live() comes first");
    }

    @Override
    public Position head() {
        try (Session session = session()) {
            ServerLog log = ServerLog.read(session);
            return new Position(
                    begun().stored().order().at(log.end()),
                    Executed.of(log.positioning(), log.executed()).text(log.end()));
        } catch (SQLException failure) {
            throw Failure.of("cannot read the end of the log as " + options.login(), failure);
        }
    }

    @Override
    public OptionalLong lag() {
        try (Session session = session()) {
            return LogFiles.read(session).bytesBehind(begun().stored().end());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the size of the log as " + options.login(), failure);
        }
    }

    @Override
    public List<Finding> check() {
        try (Session session = session()) {
            return new Setup(options, context.selection()).findings(session, context.state(), lifetime::pause);
        } catch (SQLException failure) {
            throw Failure.of("cannot check the server as " + options.login(), failure);
        }
    }

    @Override
    public Optional<SourceSurvey> survey() {
        try (Session session = session()) {
            return Optional.of(new Setup(options, context.selection()).survey(session));
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog as " + options.login(), failure);
        }
    }

    private Session session() {
        try {
            return Session.open(options.login());
        } catch (SQLException failure) {
            throw Failure.connecting(options.login(), failure);
        }
    }

    @Override
    public void close() {
        lifetime.end();
    }
}
