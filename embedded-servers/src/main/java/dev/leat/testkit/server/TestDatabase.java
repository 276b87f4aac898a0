package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * One test's database on a {@link PostgresServer}. Closing drops it together with the replication slots that belong to it,
 * whoever uses them at that moment.
 */
public final class TestDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final String name;

    TestDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** The name, which no other database of this JVM has. */
    public String name() {
        return name;
    }

    /** The server it is on. */
    public PostgresServer server() {
        return server;
    }

    /** The database of this name on another server, such as a copy of this one's. */
    public TestDatabase on(PostgresServer other) {
        return new TestDatabase(other, name);
    }

    /** The role that owns the database; see {@link PostgresServer#USER}. */
    public String user() {
        return PostgresServer.USER;
    }

    /** The password of {@link #user()}. */
    public String password() {
        return PostgresServer.PASSWORD;
    }

    /** {@code jdbc:postgresql://...}, without user and password. */
    public String jdbcUrl() {
        return server.jdbcUrl(name, server.port());
    }

    /** {@code postgresql://user:password@...} as a pipeline file takes it. */
    public String leatUrl() {
        return leatUrl(server.port());
    }

    /** The same, through a proxy on this port of the loopback address. */
    public String leatUrl(int throughPort) {
        return "postgresql://" + user() + ":" + URLEncoder.encode(password(), UTF_8) + "@" + server.host() + ":"
                + throughPort + "/" + name;
    }

    /** A connection of the owner. */
    public Connection connect() throws SQLException {
        return server.connect(name, user());
    }

    /** A connection of the superuser. */
    public Connection connectAsSuperuser() throws SQLException {
        return server.connect(name, PostgresServer.SUPERUSER);
    }

    /** Runs SQL as owner, each statement in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + List.of(statements), e);
        }
    }

    /** The first value of the first row that a query gives its owner. */
    public String query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new IllegalStateException("no row, or null, from " + sql);
            }
            return value;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    @Override
    public void close() {
        if (!Await.until(Duration.ofMillis(20), this::drop)) {
            throw new IllegalStateException(
                    "cannot drop database " + name + "; the server's log:\n" + server.logText());
        }
    }

    /** False when a session took the slot again meanwhile: a slot that is in use keeps the database. */
    private boolean drop() {
        try {
            server.execute(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = '" + name + "'"
                            + " AND active",
                    "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }
}
