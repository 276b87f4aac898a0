package dev.leat.capture.postgres;

import dev.leat.api.Belonging;
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
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.check.PoolerCheck;
import dev.leat.capture.postgres.check.RetentionWatch;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.CapturedTables;
import dev.leat.capture.postgres.selection.TableResolver;
import dev.leat.capture.postgres.selection.TableSurvey;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.OpenedSlot;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.snapshot.PostgresSnapshot;
import dev.leat.capture.postgres.stream.PostgresStream;
import dev.leat.capture.postgres.unsent.CurrentCatalog;
import dev.leat.capture.postgres.unsent.UnsentChanges;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.wal.LogHead;
import dev.leat.capture.postgres.wal.WalEnd;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pipeline's PostgreSQL source. Control methods belong to one thread at a time. */
final class PostgresCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCapture.class);

    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(20);
    private static final Duration CHECK_TIME = Duration.ofSeconds(1);

    private final PostgresOptions options;
    private final CaptureContext context;
    private final Setup setup;
    private final Duration watchInterval;
    private final Duration checkTime;
    private final String applicationName;
    private final CachedTypes cachedTypes;
    private final KnownHistory history;
    private final Lifetime lifetime = new Lifetime();
    private final AskedForMessages messages;
    private final RetentionWatch retention;
    private final UnsentChanges unsent;
    private volatile @Nullable CapturedTables tables;
    private volatile String encoding = "";
    private volatile @Nullable PostgresStream stream;
    private volatile @Nullable PostgresSnapshot snapshot;
    private int lastServerPid;
    private @Nullable PublicationWatch watch;

    PostgresCapture(PostgresOptions options, CaptureContext context) {
        this(options, context, WATCH_INTERVAL, CHECK_TIME);
    }

    /**
     * @param watchInterval between two looks at whether everything is still published
     * @param checkTime for which a check watches the server, at least
     */
    PostgresCapture(PostgresOptions options, CaptureContext context, Duration watchInterval, Duration checkTime) {
        this.options = options;
        this.context = context;
        this.setup = new Setup(options, context);
        this.watchInterval = watchInterval;
        this.checkTime = checkTime;
        this.applicationName = "leat " + context.pipeline();
        this.cachedTypes = new CachedTypes(options.login(), applicationName);
        this.history = new KnownHistory(options.login());
        this.messages = new AskedForMessages(context.state());
        this.unsent = new UnsentChanges(context.state(), !options.keepsRemovedRows(), this::warnOfOldPartitions);
        this.retention =
                new RetentionWatch(options.slot(), warning -> LOG.warn("pipeline {}: {}", context.pipeline(), warning));
    }

    @Override
    public SourceIdentity source() {
        int major;
        try (Connection session = session()) {
            ServerState server = new Server(session).state();
            refuse(ServerCheck.problems(server, new Server(session).privileges()));
            refuse(new PoolerCheck(options.login(), applicationName)
                    .find(session).filter(finding -> finding.severity() == Finding.Severity.ERROR).stream()
                            .toList());
            major = server.major();
        } catch (SQLException failure) {
            throw new ConnectFailure(options.login(), failure).asException();
        }
        try (Source source = Source.open(options, applicationName)) {
            SystemIdentity found = source.identify(major).system();
            history.begin(found);
            return new SourceIdentity(
                    found.systemId() + "/" + options.login().database(), Integer.toString(found.timeline()));
        }
    }

    @Override
    public SourceTables tables() {
        try (Connection session = session()) {
            ServerState server = new Server(session).state();
            Privileges role = new Server(session).privileges();
            TypeResolver types = Setup.types(server, cachedTypes);
            List<CapturedTable> resolved = setup.resolve(session, server, types).orThrow();
            PublicationSetup publication = setup.publication(resolved, server);
            List<Finding> problems = new ArrayList<>(setup.slot(publication).problems(session));
            problems.addAll(publication.problems(
                    session, role, CaptureCheck.owned(resolved), options.login().database()));
            refuse(problems);
            unsent.look(
                    session,
                    resolved.stream().map(table -> table.snapshot().oid()).toList());
            CapturedTables captured = new CapturedTables(
                    resolved,
                    types,
                    new CurrentCatalog(options.login(), applicationName, cachedTypes, unsent),
                    Setup.sendsGenerated(server));
            tables = captured;
            encoding = server.setting("server_encoding").orElse("");
            return new SourceTables(
                    TableResolver.DEFAULT_SCHEMA,
                    captured.all().stream().map(CapturedTable::schema).toList(),
                    Lsn.ALIGNMENT);
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog of " + options.login(), failure);
        }
    }

    private static void refuse(List<Finding> problems) {
        if (!problems.isEmpty()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    problems.stream()
                            .map(problem -> problem.message() + "; " + problem.remedy())
                            .collect(Collectors.joining("\n")));
        }
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        CapturedTables captured = captured();
        disconnectReaders();
        Source source = lifetime.keep(Source.open(options, applicationName));
        try {
            ServerHistory sent =
                    new ServerHistory(options, source, messages.before(), lifetime, pid -> lastServerPid = pid);
            OpenedSlot slot = prepare(source, sent, captured, mode);
            if (sent.isAsked()) {
                lifetime.release(source);
                source = lifetime.keep(Source.open(options, applicationName));
                history.require(source.system());
            }
            return open(source, slot, captured);
        } catch (RuntimeException failure) {
            source.close();
            throw failure;
        } finally {
            lifetime.release(source);
        }
    }

    /** From here on the stream owns the connection. */
    private PostgresStream open(Source source, OpenedSlot slot, CapturedTables captured) {
        PostgresStream opened = new PostgresStream(
                source.stream(slot.start().position().sequence(), messages.now(deliversMessages())),
                decoder(captured),
                context.limits(),
                slot.start(),
                slot::confirm,
                "slot " + options.slot());
        lastServerPid = source.serverPid();
        announce(opened);
        replaceStream(opened);
        return opened;
    }

    @Override
    public Optional<ChangeStream> peek() {
        CapturedTables captured = captured();
        return Optional.of(new Peek(options, setup, lifetime, applicationName)
                .open(captured, decoder(captured), context.limits()));
    }

    private PgOutputDecoder decoder(CapturedTables captured) {
        return new PgOutputDecoder(
                new RelationCache(captured), options.messages().in(encoding));
    }

    private OpenedSlot prepare(Source source, ServerHistory sent, CapturedTables captured, LiveMode mode) {
        Connection session = null;
        try (Connection opened = Session.openForSetup(options.login(), applicationName)) {
            session = lifetime.keep(opened);
            ServerState server = new Server(session).state();
            SlotSetup.Source found = source.identify(server.major());
            history.require(found.system());
            history.require(session);
            SlotUse.of(options, lifetime).awaitFree(session, lastServerPid);
            PublicationSetup publication = setup.publication(captured.all(), server);
            OpenedSlot slot = setup.slot(publication).prepare(session, found, mode, sent, options.slotWait());
            unsent.begin(
                    captured.all().stream().map(table -> table.snapshot().oid()).toList());
            watch(publication);
            return slot;
        } catch (SQLException failure) {
            throw Failure.of("cannot set up slot " + options.slot() + " as " + options.login(), failure);
        } finally {
            if (session != null) {
                lifetime.release(session);
            }
        }
    }

    private Connection ofSameHistory(Connection session) throws SQLException {
        try {
            history.require(session);
            return session;
        } catch (SQLException | RuntimeException failure) {
            session.close();
            throw failure;
        }
    }

    private void announce(PostgresStream opened) {
        try (Connection session = session()) {
            announce(opened, session);
        } catch (SQLException failure) {
            throw Failure.of("cannot read the log position of " + options.login(), failure);
        }
    }

    /** The columns that the tables have now. */
    private void announce(PostgresStream open, Connection session) throws SQLException {
        WalEnd log = WalEnd.of(session);
        long from = log.insertLsn();
        List<TableSchema> now = captured().refresh();
        open.announce(from, log.insertLsn(), now);
    }

    private void replaceStream(PostgresStream opened) {
        PostgresStream before = stream;
        if (before != null) {
            lifetime.release(before);
        }
        stream = lifetime.keep(opened);
    }

    private void watch(PublicationSetup publication) {
        PublicationWatch running = watch;
        if (running != null) {
            running.follow(publication);
            return;
        }
        PublicationWatch started = new PublicationWatch(
                options.login(),
                () -> ofSameHistory(session()),
                publication,
                this::lookAtTables,
                watchInterval,
                lifetime::pause,
                this::alarm);
        watch = started;
        Thread thread = new Thread(started, applicationName.replace(' ', '-') + "-publication-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** No message tells that a type was altered, or that a table lost its replica identity, or that the slot is in danger. */
    private Optional<CdcException> lookAtTables(Connection session) throws SQLException {
        retention.look(session);
        PostgresStream open = stream;
        if (open != null) {
            announce(open, session);
        }
        return new IdentityWatch(captured().all()).look(session);
    }

    private void alarm(CdcException cause) {
        PostgresStream open = stream;
        if (cause.kind() == ErrorKind.CONNECTION) {
            letGo(cause);
        } else if (open != null) {
            open.fail(cause);
        }
    }

    private void warnOfOldPartitions() {
        if (stream != null) {
            LOG.warn(
                    "pipeline {}: partitions were attached or detached, and a stream of PostgreSQL 14 goes on as if they had not"
                            + " been: start the pipeline again, and seed the table anew if its partitions were written since:"
                            + " leat reseed FILE TABLE",
                    context.pipeline());
        }
    }

    /** So that the server can stop. The engine opens everything again as it does after any lost connection. */
    private void letGo(CdcException cause) {
        disconnectReaders();
        PostgresStream open = stream;
        if (open != null) {
            open.abort(cause);
        }
    }

    /** What made the stream's connection fail may have hit theirs too, and one that waits for an answer does not notice. */
    private void disconnectReaders() {
        PostgresSnapshot read = snapshot;
        if (read != null) {
            read.disconnect();
        }
    }

    /** Partitioned tables are, but nothing is lost by taking them for others. */
    @Override
    public boolean readsInKeyOrder() {
        return false;
    }

    @Override
    public Optional<Snapshot> snapshot() {
        PostgresSnapshot opened = lifetime.keep(new PostgresSnapshot(
                options.login(),
                () -> ofSameHistory(Session.openForRows(options.login(), applicationName)),
                captured()));
        snapshot = opened;
        return Optional.of(opened);
    }

    private CapturedTables captured() {
        return Objects.requireNonNull(tables, "tables() comes first");
    }

    @Override
    public Position head() {
        try (Connection session = session()) {
            return new LogHead(WalEnd.of(session), lifetime::pause, System::nanoTime).read();
        } catch (SQLException failure) {
            throw Failure.of("cannot read the log position of " + options.login(), failure);
        }
    }

    @Override
    public OptionalLong lag() {
        try (Connection session = session()) {
            return new Slots(session).lagBytes(options.slot());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the lag of slot " + options.slot(), failure);
        }
    }

    @Override
    public boolean deliversMessages() {
        return !options.messages().isEmpty();
    }

    @Override
    public List<Finding> check() {
        return new CaptureCheck(options, setup, cachedTypes, applicationName, checkTime, lifetime::pause).findings();
    }

    @Override
    public Optional<String> leftBehind() {
        return stream == null
                ? Optional.empty()
                : Optional.of("slot " + options.slot() + " keeps WAL on the source until the pipeline runs again;"
                        + " to remove it: SELECT pg_drop_replication_slot(" + Sql.literal(options.slot()) + ")"
                        + (options.ownsPublication()
                                ? "; DROP PUBLICATION " + Sql.identifier(options.publication())
                                : ""));
    }

    @Override
    public Optional<SourceSurvey> survey() {
        try (Connection session = session()) {
            ServerState server = new Server(session).state();
            return Optional.of(new SourceSurvey(
                    TableResolver.DEFAULT_SCHEMA,
                    new TableSurvey(session).read(Setup.types(server, cachedTypes), Setup.sendsGenerated(server)),
                    ServerCheck.problems(server, new Server(session).privileges())));
        } catch (SQLException failure) {
            throw new ConnectFailure(options.login(), failure).asException();
        }
    }

    @Override
    public List<Belonging> belongings() {
        return new SourceBelongings(options, applicationName).find();
    }

    private Connection session() throws SQLException {
        return Session.open(options.login(), applicationName);
    }

    @Override
    public void close() {
        unsent.end();
        lifetime.end();
    }
}
