package dev.leat.capture.mysql;

import dev.leat.api.capture.Capture;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.contract.CaptureContract;
import dev.leat.testkit.contract.SourceWrite;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.BinlogServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The contract of captures on a server of its own, as an account whose password can be changed. */
@Timeout(120)
abstract class BinlogCaptureContract extends CaptureContract {
    private static final String DATABASE = "contract";
    private static final String ACCOUNT = "contract";
    private static final String PASSWORD = "s3cret-word";

    private Connection writer;

    static BinlogServer prepared(BinlogServer server) {
        server.execute(
                "CREATE DATABASE " + DATABASE,
                "CREATE TABLE " + DATABASE + ".items (id BIGINT PRIMARY KEY, text TEXT) CHARACTER SET utf8mb4",
                "CREATE USER " + ACCOUNT + " IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + ACCOUNT,
                "GRANT SELECT ON " + DATABASE + ".* TO " + ACCOUNT);
        return server;
    }

    @Override
    protected abstract BinlogServer server();

    @BeforeEach
    void emptyTheTable() throws SQLException {
        writer = DriverManager.getConnection(
                "jdbc:mysql://" + server().host() + ":" + server().port() + "/" + DATABASE
                        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                BinlogServer.ROOT,
                BinlogServer.PASSWORD);
        writer.setAutoCommit(false);
        update(writer, "TRUNCATE items");
        writer.commit();
    }

    @AfterEach
    void closeWriter() throws SQLException {
        writer.close();
    }

    @Override
    protected Capture create(BatchLimits limits, StateStore state) {
        return createThrough(server().port(), limits, state);
    }

    @Override
    protected Capture createThrough(int port, BatchLimits limits, StateStore state) {
        MySqlCaptureFactory factory = new MySqlCaptureFactory();
        return factory.create(
                GivenOptions.of(
                        factory.options(),
                        "url",
                        "mysql://" + server().host() + ":" + port + "/" + DATABASE,
                        "user",
                        ACCOUNT,
                        "password",
                        PASSWORD),
                new CaptureContext(
                        "contract",
                        new TableSelection(
                                List.of(new TablePattern(DATABASE, "items", false, false, List.of(), "")),
                                List.of(),
                                Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)),
                        limits,
                        state));
    }

    @Override
    protected TableId table() {
        return new TableId(DATABASE, "items");
    }

    @Override
    protected void commit(SourceWrite... writes) {
        try {
            for (SourceWrite write : writes) {
                execute(writer, write);
            }
            writer.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write to " + DATABASE, e);
        }
    }

    private static void execute(Connection connection, SourceWrite write) throws SQLException {
        switch (write.operation()) {
            case INSERT ->
                update(connection, "INSERT INTO items (id, text) VALUES (?, ?)", write.newId(), write.text());
            case UPDATE ->
                update(
                        connection,
                        "UPDATE items SET id = ?, text = ? WHERE id = ?",
                        write.newId(),
                        write.text(),
                        write.id());
            case DELETE -> update(connection, "DELETE FROM items WHERE id = ?", write.id());
            case TRUNCATE -> update(connection, "TRUNCATE items");
            case READ, MESSAGE -> throw new IllegalArgumentException("no row is written so: " + write.operation());
        }
    }

    private static void update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    protected void expireCredentials() {
        server().execute("ALTER USER " + ACCOUNT + " IDENTIFIED BY 'another'");
        endSessions();
    }

    private void endSessions() {
        try (Connection root = server().connect();
                PreparedStatement sessions = root.prepareStatement(
                        "SELECT id FROM information_schema.processlist WHERE user = '" + ACCOUNT + "'");
                ResultSet rows = sessions.executeQuery()) {
            while (rows.next()) {
                server().execute("KILL " + rows.getLong(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot end sessions", e);
        }
    }

    @Override
    protected void renewCredentials() {
        server().execute("ALTER USER " + ACCOUNT + " IDENTIFIED BY '" + PASSWORD + "'");
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("canary", PASSWORD);
    }

    /** What was not read is purged: but for files that a dump still reads, or a recovery needs, as far as the server knows. */
    @Override
    protected void loseHistory() {
        endSessions();
        server().execute("INSERT INTO " + DATABASE + ".items VALUES (77, 'lost')", "FLUSH BINARY LOGS");
        String last = lastValue("SHOW BINARY LOGS");
        Awaitility.await().until(() -> {
            server().execute("PURGE BINARY LOGS TO '" + last + "'");
            return server().query("SHOW BINARY LOGS").equals(last);
        });
    }

    private String lastValue(String sql) {
        try (Connection root = server().connect();
                PreparedStatement files = root.prepareStatement(sql);
                ResultSet rows = files.executeQuery()) {
            String last = "";
            while (rows.next()) {
                last = rows.getString(1);
            }
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }
}
