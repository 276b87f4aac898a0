package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.slot.TimelineHistory;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.Failure;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.ReplicationConnection;
import dev.leat.capture.postgres.wire.StreamSettings;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A replication connection, first asked who the server is, then read from. */
final class Source implements AutoCloseable {
    private static final int FIRST_TIMELINE = 1;

    private final PostgresOptions options;
    private final ReplicationConnection connection;

    private Source(PostgresOptions options, ReplicationConnection connection) {
        this.options = options;
        this.connection = connection;
    }

    static Source open(PostgresOptions options, String applicationName) {
        String what = "cannot open a replication connection as " + options.login();
        try {
            return new Source(options, ReplicationConnection.open(options.login(), applicationName));
        } catch (SQLException failure) {
            throw Failure.of(what, failure);
        } catch (IOException failure) {
            throw Failure.of(what, failure);
        }
    }

    SystemIdentity system() {
        try {
            return connection.identifySystem();
        } catch (SQLException failure) {
            throw unidentified(failure);
        }
    }

    SlotSetup.Source identify(int major) {
        SystemIdentity system = system();
        try {
            TimelineHistory history = system.timeline() == FIRST_TIMELINE
                    ? TimelineHistory.NONE
                    : TimelineHistory.parse(connection.timelineHistory(system.timeline()));
            return new SlotSetup.Source(system, major, history);
        } catch (SQLException failure) {
            throw unidentified(failure);
        }
    }

    private CdcException unidentified(SQLException failure) {
        return Failure.of("cannot identify the server at " + options.login(), failure);
    }

    /** The server's process of this connection. */
    int serverPid() {
        try {
            return connection.serverPid();
        } catch (SQLException failure) {
            throw Failure.of("cannot identify the connection of " + options.login(), failure);
        }
    }

    /** From here on the stream owns the connection. */
    CopyBothStream stream(long from, boolean withMessages) {
        return stream(options.slot(), options.publication(), from, withMessages);
    }

    CopyBothStream stream(String slot, String publication, long from, boolean withMessages) {
        try {
            return connection.start(
                    slot,
                    from,
                    withMessages
                            ? ReplicationConnection.pgoutputWithMessages(List.of(publication))
                            : ReplicationConnection.pgoutput(List.of(publication)),
                    new StreamSettings(options.readNap(), null, null));
        } catch (IOException failure) {
            throw Failure.of("cannot stream from slot " + slot, failure);
        }
    }

    /** For SQL, until the stream starts. Lives as long as this connection, the stream included. */
    Connection session() {
        return connection.jdbc();
    }

    /** Makes a slot that lives as long as this connection; returns where it begins. Waits for each transaction that is older. */
    long createTemporarySlot(String slot) {
        String create =
                "SELECT lsn::text FROM pg_create_logical_replication_slot(" + Sql.literal(slot) + ", 'pgoutput', true)";
        try (Statement statement = session().createStatement()) {
            int maxSilence = session().getNetworkTimeout();
            session().setNetworkTimeout(Runnable::run, 0);
            ResultSet row = statement.executeQuery(create);
            session().setNetworkTimeout(Runnable::run, maxSilence);
            row.next();
            return Lsn.parse(row.getString(1));
        } catch (SQLException failure) {
            throw Failure.of("cannot make a temporary slot as " + options.login(), failure);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
