package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.CapturedTables;
import dev.leat.capture.postgres.selection.TableResolver;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.snapshot.PostgresSnapshot;
import dev.leat.capture.postgres.stream.PostgresStream;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.ReplicationConnection;
import dev.leat.capture.postgres.wire.StreamSettings;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One pipeline's PostgreSQL source. Control methods belong to one thread at a time. */
final class PostgresCapture implements Capture {
    private final PostgresOptions options;
    private final CaptureContext context;
    private final String applicationName;
    private final TypeResolver types;
    private volatile @Nullable CapturedTables tables;
    private volatile @Nullable PostgresStream stream;
    private volatile boolean closed;
    private @Nullable SystemIdentity system;

    PostgresCapture(PostgresOptions options, CaptureContext context) {
        this.options = options;
        this.context = context;
        this.applicationName = "leat " + context.pipeline();
        this.types = new TypeResolver(new CachedTypes(options.login(), applicationName));
    }

    @Override
    public SourceIdentity source() {
        SystemIdentity identity = identify();
        return new SourceIdentity(
                identity.systemId() + "/" + options.login().database(), Integer.toString(identity.timeline()));
    }

    private SystemIdentity identify() {
        try (Connection session = session()) {
            new Prerequisites(options, context).requireReplication(session);
        } catch (SQLException failure) {
            throw Failure.of("cannot connect as " + options.login(), failure);
        }
        try (ReplicationConnection connection = ReplicationConnection.open(options.login(), applicationName)) {
            SystemIdentity identity = connection.identifySystem();
            system = identity;
            return identity;
        } catch (SQLException failure) {
            throw Failure.of("cannot open a replication connection as " + options.login(), failure);
        } catch (IOException failure) {
            throw Failure.of("cannot open a replication connection as " + options.login(), failure);
        }
    }

    @Override
    public SourceTables tables() {
        try (Connection session = session()) {
            ServerState server = new Server(session).state();
            List<CapturedTable> resolved =
                    new TableResolver(session, context.selection(), types, publishesGenerated(server)).resolve();
            CapturedTables captured = new CapturedTables(resolved, types);
            tables = captured;
            new Prerequisites(options, context).require(session, server, captured.all());
            return new SourceTables(
                    TableResolver.DEFAULT_SCHEMA,
                    captured.all().stream().map(CapturedTable::schema).toList());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog of " + options.login(), failure);
        }
    }

    private static boolean publishesGenerated(ServerState server) {
        return server.major() >= Prerequisites.GENERATED_COLUMNS_SINCE;
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        CapturedTables captured = Objects.requireNonNull(tables, "tables() comes first");
        SlotSetup slot = slotSetup();
        StreamStart start;
        SystemIdentity identity = identify();
        SlotUse use = new SlotUse(options, () -> closed);
        try (Connection session = Session.openForSetup(options.login(), applicationName)) {
            ServerState server = new Server(session).state();
            new Prerequisites(options, context)
                    .publication(captured.all(), server)
                    .prepare(session);
            use.awaitFree(new Slots(session));
            start = slot.prepare(session, identity, server.major(), mode);
        } catch (SQLException failure) {
            throw Failure.of("cannot set up slot " + options.slot() + " as " + options.login(), failure);
        }
        PostgresStream opened = open(captured, slot, start);
        stream = opened;
        return opened;
    }

    private PostgresStream open(CapturedTables captured, SlotSetup slot, StreamStart start) {
        try {
            ReplicationConnection connection = ReplicationConnection.open(options.login(), applicationName);
            try {
                Map<String, String> plugin = ReplicationConnection.pgoutput(List.of(options.publication()));
                StreamSettings settings = new StreamSettings(options.readNap(), null, null);
                CopyBothStream wire =
                        connection.start(options.slot(), start.position().sequence(), plugin, settings);
                return new PostgresStream(
                        wire,
                        new PgOutputDecoder(new RelationCache(captured)),
                        context.limits(),
                        start,
                        slot::confirm,
                        "slot " + options.slot());
            } catch (IOException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw Failure.of("cannot open a replication connection as " + options.login(), failure);
        } catch (IOException failure) {
            throw Failure.of("cannot stream from slot " + options.slot(), failure);
        }
    }

    private SlotSetup slotSetup() {
        return new SlotSetup(options.slot(), options.login().database(), context.state());
    }

    @Override
    public Optional<Snapshot> snapshot() {
        CapturedTables captured = Objects.requireNonNull(tables, "tables() comes first");
        return Optional.of(
                new PostgresSnapshot(options.login(), applicationName, captured::snapshotTable, context.limits()));
    }

    @Override
    public Position head() {
        try (Connection session = session()) {
            return new LogHead(session).read();
        } catch (SQLException failure) {
            throw Failure.of("cannot read the log position of " + options.login(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CdcException(ErrorKind.CONNECTION, "interrupted while reading the log position", stopped);
        }
    }

    @Override
    public OptionalLong lag() {
        try (Connection session = session()) {
            return LogHead.lagBytes(session, options.slot());
        } catch (SQLException failure) {
            throw Failure.of("cannot read the lag of slot " + options.slot(), failure);
        }
    }

    @Override
    public List<Finding> check() {
        try (Connection session = session()) {
            return new Prerequisites(options, context).findings(session, types);
        } catch (SQLException failure) {
            CdcException known = Failure.of("cannot connect as " + options.login(), failure);
            return List.of(new Finding(
                    "connect",
                    Finding.Severity.ERROR,
                    options.login().toString(),
                    known.getMessage(),
                    "check url, user, password and tls of the capture"));
        }
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

    private Connection session() throws SQLException {
        return Session.open(options.login(), applicationName);
    }

    /** The server as it was seen last; for messages. */
    @Nullable
    SystemIdentity system() {
        return system;
    }

    @Override
    public void close() {
        closed = true;
        PostgresStream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
