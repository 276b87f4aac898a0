package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One test's database on a {@link BinlogServer}. Closing drops it. */
public final class BinlogDatabase implements AutoCloseable {
    private final BinlogServer server;
    private final String name;

    BinlogDatabase(BinlogServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** The name, which no other database of this JVM has. */
    public String name() {
        return name;
    }

    /** The server it is on. */
    public BinlogServer server() {
        return server;
    }

    /** {@code mysql://user:password@...} as a pipeline file takes it. */
    public String leatUrl() {
        return leatUrl(server.port());
    }

    /** The same, through a proxy on this port of the loopback address. */
    public String leatUrl(int throughPort) {
        return "mysql://" + BinlogServer.USER + ":" + URLEncoder.encode(BinlogServer.PASSWORD, UTF_8) + "@"
                + server.host() + ":" + throughPort + "/" + name;
    }

    /** A connection that has every right. */
    public Connection connect() throws SQLException {
        return server.connectAsRoot(name);
    }

    /** A connection of the role that a pipeline would use. */
    public Connection connectAsUser() throws SQLException {
        return server.connectAsUser(name);
    }

    /** Runs SQL with every right, each statement in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect()) {
            BinlogServer.execute(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + List.of(statements), e);
        }
    }

    /** The first value of the first row that a query gives, asked with every right. */
    public String query(String sql) {
        try (Connection connection = connect()) {
            return BinlogServer.query(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    @Override
    public void close() {
        server.execute("DROP DATABASE IF EXISTS " + name);
    }
}
