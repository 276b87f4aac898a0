package dev.leat.capture.postgres;

import dev.leat.api.Position;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.selection.CapturedTables;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.slot.PeekPublication;
import dev.leat.capture.postgres.stream.PostgresStream;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.SQLException;

/** A stream from the present on that leaves nothing behind: from a slot that lives as long as its connection. */
final class Peek {
    private final PostgresOptions options;
    private final Setup setup;
    private final Lifetime lifetime;
    private final String applicationName;

    Peek(PostgresOptions options, Setup setup, Lifetime lifetime, String applicationName) {
        this.options = options;
        this.setup = setup;
        this.lifetime = lifetime;
        this.applicationName = applicationName;
    }

    PostgresStream open(CapturedTables captured, PgOutputDecoder decoder, BatchLimits limits) {
        String name = PeekPublication.newName();
        Source source = lifetime.keep(Source.open(options, applicationName));
        try {
            String publication = publication(source, name, captured);
            long lsn = source.createTemporarySlot(name);
            return lifetime.keep(new PostgresStream(
                    source.stream(name, publication, lsn, !options.messages().isEmpty()),
                    decoder,
                    limits,
                    new StreamStart(StreamStart.Kind.FRESH, new Position(lsn, Lsn.format(lsn))),
                    (position, commit) -> {},
                    "slot " + name));
        } catch (RuntimeException failure) {
            source.close();
            throw failure;
        } finally {
            lifetime.release(source);
        }
    }

    /** The pipeline's publication where it carries all tables, else one that is dropped with the capture's end. */
    private String publication(Source source, String name, CapturedTables captured) {
        if (!options.ownsPublication()) {
            return options.publication();
        }
        try (Connection session = Session.openForSetup(options.login(), applicationName)) {
            ServerState server = new Server(session).state();
            if (setup.publication(captured.all(), server).carries(session)) {
                return options.publication();
            }
            PeekPublication.dropLeftBehind(session);
            lifetime.keep(PeekPublication.create(
                    session,
                    source.session(),
                    setup.temporaryPublication(name, captured.all(), server),
                    options.login(),
                    applicationName));
            return name;
        } catch (SQLException failure) {
            throw Failure.of("cannot make publication " + name + " as " + options.login(), failure);
        }
    }
}
