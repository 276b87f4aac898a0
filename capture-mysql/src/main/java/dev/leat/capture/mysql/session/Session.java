package dev.leat.capture.mysql.session;

import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * A session that behaves the same way whatever the server or the account have set: UTC, UTF-8, an sql_mode of ours.
 *
 * <p>Keeps the driver's connection: unreferenced, the driver would close it. One thread at a time; {@link #close} from any.
 */
public final class Session implements AutoCloseable {
    /** What text and dates look like, and how long a statement may take, depends on these. */
    private static final List<String> PINNED = List.of(
            "SET SESSION time_zone = '+00:00', sql_mode = 'NO_ENGINE_SUBSTITUTION'",
            "SET SESSION lc_time_names = 'en_US', group_concat_max_len = 1048576",
            "SET SESSION autocommit = 1, transaction_isolation = 'REPEATABLE-READ'");

    private static final String MYSQL_ONLY = "SET SESSION max_execution_time = 0";
    private static final String MARIADB_ONLY = "SET SESSION max_statement_time = 0";

    /** Longer than any query of ours takes to begin its answer: to notice that the other end is gone without a word. */
    private static final Duration MAX_SILENCE = Duration.ofMinutes(5);

    /** Of a session whose answers are all small: a server that lies cannot make the driver take more memory than that. */
    private static final int SMALL_ANSWER_BYTES = 1 << 20;

    private final MySqlDriver.Connected connected;
    private final ServerVersion version;

    private Session(MySqlDriver.Connected connected, ServerVersion version) {
        this.connected = connected;
        this.version = version;
    }

    /** Opens a session for queries. One that gets no answer, and no part of one, for 5 minutes fails. */
    public static Session open(Login login) throws SQLException {
        return open(login, new Properties());
    }

    /** Opens a session whose answers are small, and whose socket is to be taken. */
    public static Session openForCommands(Login login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("maxAllowedPacket", Integer.toString(SMALL_ANSWER_BYTES));
        return open(login, properties);
    }

    private static Session open(Login login, Properties properties) throws SQLException {
        MySqlDriver.Connected connected = MySqlDriver.connect(login, properties);
        Connection jdbc = connected.jdbc();
        try {
            ServerVersion version = ServerVersion.parse(query(jdbc, "SELECT version()"));
            execute(jdbc, PINNED);
            execute(jdbc, List.of(version.isMariaDb() ? MARIADB_ONLY : MYSQL_ONLY));
            jdbc.setNetworkTimeout(Runnable::run, (int) MAX_SILENCE.toMillis());
            return new Session(connected, version);
        } catch (SQLException | RuntimeException e) {
            abort(connected);
            throw e;
        }
    }

    public Connection jdbc() {
        return connected.jdbc();
    }

    public ServerVersion version() {
        return version;
    }

    public boolean isEncrypted() {
        return connected.socket() != connected.plain();
    }

    /** The TCP socket: closing it frees whoever reads or writes. */
    public Socket plainSocket() {
        return connected.plain();
    }

    /**
     * What the protocol runs on. Who uses it must not use {@link #jdbc} before the answer to the last command is read; after a
     * command whose answer never ends, never.
     */
    public Socket socket() {
        return connected.socket();
    }

    /**
     * Whether answers come as agreed by CLIENT_DEPRECATE_EOF: nothing between columns and rows, an OK packet behind the rows.
     */
    public boolean endsWithOk() {
        return connected.endsWithOk();
    }

    /** The first column of the first row as text. */
    public String query(String sql) throws SQLException {
        return query(connected.jdbc(), sql);
    }

    public void execute(String... statements) throws SQLException {
        execute(connected.jdbc(), List.of(statements));
    }

    private static String query(Connection jdbc, String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new SQLException("no answer to: " + sql);
            }
            return value;
        }
    }

    private static void execute(Connection jdbc, List<String> statements) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Closes at once, without a farewell; frees a thread that waits for an answer. */
    @Override
    public void close() {
        abort(connected);
    }

    private static void abort(MySqlDriver.Connected connected) {
        try {
            connected.plain().close();
            connected.jdbc().abort(Runnable::run);
        } catch (SQLException | java.io.IOException e) {
            // it is closed all the same
        }
    }
}
