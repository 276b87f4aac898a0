package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.ServerVersion;
import dev.leat.capture.mysql.session.Session;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A session that can become a dump. Until {@link #dump} it is an ordinary one, for small queries; afterwards its socket
 * carries events and nothing else may use it.
 *
 * <p>One thread at a time; {@link #close} from any.
 */
public final class BinlogConnection implements AutoCloseable {
    /** The longest that the server knows: as long as somebody reads at all, it waits. A dead peer is noticed by TCP. */
    private static final int NET_WRITE_TIMEOUT_SECONDS = 31_536_000;

    /** GTIDs, the events that go with them, and events of every kind: what a replica of MariaDB 10.0.2 and later says. */
    private static final int MARIADB_CAPABILITY = 4;

    private final Session session;
    private final ReplicaId replica;

    private BinlogConnection(Session session, ReplicaId replica) {
        this.session = session;
        this.replica = replica;
    }

    /** Connects and pins the session's settings. */
    public static BinlogConnection open(Login login, ReplicaId replica) {
        try {
            return new BinlogConnection(Session.openForCommands(login), replica);
        } catch (SQLException e) {
            throw Failure.connecting(login, e);
        }
    }

    public ServerVersion version() {
        return session.version();
    }

    public boolean isEncrypted() {
        return session.isEncrypted();
    }

    /** For queries before the dump. */
    public Session session() {
        return session;
    }

    /**
     * Starts to read the binary log. What the server thinks of the start is only known with the first packet: {@link
     * BinlogStream#next} throws it.
     *
     * @param maxSilence a server that sends nothing for so long, not even the heartbeat that it is asked for three times as
     *     often, is gone
     * @param endless false: the dump ends at the end of the log
     */
    public BinlogStream dump(DumpStart start, Duration maxSilence, boolean endless) {
        if (start instanceof DumpStart.DomainPositions != version().isMariaDb() && !(start instanceof DumpStart.File)) {
            throw new IllegalArgumentException(
                    "a position of the other product: " + version().text());
        }
        try {
            prepare(maxSilence);
            if (start instanceof DumpStart.DomainPositions domains) {
                session.execute("SET @slave_connect_state = '" + domains.position()
                        + "', @slave_gtid_strict_mode = 1, @slave_gtid_ignore_duplicates = 0");
            }
            session.socket().getOutputStream().write(DumpCommand.of(start, replica.serverId(), endless));
            session.socket().getOutputStream().flush();
            return new BinlogStream(session::close, session.socket(), replica, maxSilence, endless);
        } catch (SQLException e) {
            throw Failure.of("cannot prepare a dump of the binary log", e);
        } catch (IOException e) {
            throw new CdcException(ErrorKind.CONNECTION, "cannot ask for a dump of the binary log", e);
        }
    }

    /** Variables that the server looks at when the dump begins, under their names of before and after MySQL 8.0.26. */
    private void prepare(Duration maxSilence) throws SQLException {
        long heartbeat = BinlogStream.heartbeatNanos(maxSilence);
        session.execute(
                "SET SESSION net_write_timeout = " + NET_WRITE_TIMEOUT_SECONDS,
                "SET @source_binlog_checksum = @@global.binlog_checksum,"
                        + " @master_binlog_checksum = @@global.binlog_checksum",
                "SET @source_heartbeat_period = " + heartbeat + ", @master_heartbeat_period = " + heartbeat,
                "SET @replica_uuid = '" + replica.uuid() + "', @slave_uuid = '" + replica.uuid() + "'");
        if (version().isMariaDb()) {
            session.execute("SET @mariadb_slave_capability = " + MARIADB_CAPABILITY);
        }
    }

    /** Closes at once, without a farewell. */
    @Override
    public void close() {
        session.close();
    }
}
