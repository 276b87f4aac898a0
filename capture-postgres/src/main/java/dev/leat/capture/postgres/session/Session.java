package dev.leat.capture.postgres.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** Opens sessions that read and write values the same way, whatever the server, the database or the role have set. */
public final class Session {

    /** The text of a value depends on these, and whether a quiet session is ended. */
    private static final List<String> PINNED = List.of(
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO'",
            "SET IntervalStyle = 'postgres'",
            "SET bytea_output = 'hex'",
            "SET extra_float_digits = 1",
            "SET standard_conforming_strings = on",
            "SET search_path = pg_catalog",
            "SET statement_timeout = 0",
            "SET idle_in_transaction_session_timeout = 0",
            // not every version has these
            "SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings"
                    + " WHERE name IN ('idle_session_timeout', 'transaction_timeout')");

    /** A policy that hides rows must fail, not leave them out. */
    private static final String NO_HIDDEN_ROWS = "SET row_security = off";

    /** A role that captures is often made read-only by default, as a precaution. */
    private static final List<String> FOR_SETUP = List.of(
            "SET lock_timeout = '10s'", "SET synchronous_commit = local", "SET default_transaction_read_only = off");

    /** The catalog answers in moments, and the stream may wait for it: the other end is gone without a word. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    /** Longer than a query for rows, or one that waits for locks, takes to begin its answer. */
    private static final Duration MAX_SILENCE_OF_ROWS = Duration.ofMinutes(5);

    private Session() {}

    /**
     * Opens an ordinary session, for queries of the catalog. The caller closes it. A query that gets no answer, and no part of
     * one, for 30 seconds fails as over a lost connection.
     */
    public static Connection open(Login login, String applicationName) throws SQLException {
        return open(login, applicationName, MAX_SILENCE);
    }

    /** The same for queries of tables, which may take 5 minutes to begin their answer. */
    public static Connection openForRows(Login login, String applicationName) throws SQLException {
        return open(login, applicationName, MAX_SILENCE_OF_ROWS);
    }

    private static Connection open(Login login, String applicationName, Duration maxSilence) throws SQLException {
        Properties properties = login.properties(applicationName);
        properties.setProperty("socketFactory", GatheringSocketFactory.class.getName());
        properties.setProperty("socketTimeout", Long.toString(maxSilence.toSeconds()));
        Connection connection = connect(login, properties);
        try {
            pin(connection);
            execute(connection, List.of(NO_HIDDEN_ROWS));
            return connection;
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    /**
     * Opens an ordinary session for our own DDL: waits for a lock for 10 seconds at most, does not wait for a standby that is
     * missing, and may write. A statement that gets no answer for 5 minutes fails as over a lost connection.
     */
    public static Connection openForSetup(Login login, String applicationName) throws SQLException {
        Connection connection = openForRows(login, applicationName);
        try {
            execute(connection, FOR_SETUP);
            return connection;
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    /** The server process that the other end named when the session was opened: itself, unless a pooler is in between. */
    public static int announcedPid(Connection session) throws SQLException {
        return session.unwrap(PGConnection.class).getBackendPID();
    }

    /**
     * Connects to the first of the login's hosts that will do.
     *
     * <p>The driver could go through them itself, but it would remember for 10 seconds which one was a standby, and of all that
     * fail it tells of the last one only.
     *
     * @param properties the login's, and what is special to this connection
     * @throws NoHostException if several hosts were tried, or the only one is a standby
     */
    public static Connection connect(Login login, Properties properties) throws SQLException {
        NoHostException.Reasons reasons = new NoHostException.Reasons();
        List<Host> hosts = login.url().hosts();
        for (Host host : hosts) {
            try {
                Connection connection = connect(login, host, properties);
                if (!login.url().primaryOnly() || !isInRecovery(connection)) {
                    return connection;
                }
                connection.close();
                reasons.add(host, NoHostException.standby());
            } catch (SQLException failure) {
                if (hosts.size() == 1) {
                    throw failure;
                }
                reasons.add(host, failure);
            }
        }
        throw reasons.asException();
    }

    /** Asks pgjdbc itself: {@code DriverManager} does not see the drivers of a plugin's class loader. */
    private static Connection connect(Login login, Host host, Properties properties) throws SQLException {
        Properties ofHost = new Properties();
        ofHost.putAll(properties);
        ofHost.setProperty("password", login.passwordFor(host));
        Connection connection = new Driver().connect(login.jdbcUrl(host), ofHost);
        if (connection == null) {
            throw new SQLException("pgjdbc does not accept this address: " + login.jdbcUrl(host));
        }
        return connection;
    }

    private static boolean isInRecovery(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException failure) {
            closeAfter(failure, connection);
            throw failure;
        }
    }

    /** Sets what every session of ours, replication included, must agree on. */
    public static void pin(Connection connection) throws SQLException {
        execute(connection, PINNED);
    }

    private static void execute(Connection connection, List<String> commands) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join("; ", commands));
        }
    }

    private static void closeAfter(SQLException failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
