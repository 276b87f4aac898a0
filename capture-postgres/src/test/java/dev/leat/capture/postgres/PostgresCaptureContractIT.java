package dev.leat.capture.postgres;

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
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.server.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The contract of captures, as a role of its own whose password can be changed. */
@Timeout(120)
class PostgresCaptureContractIT extends CaptureContract {
    private static final String ROLE = "contract";
    private static final String PASSWORD = "s3cret-word";
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static final String SLOT = "leat_contract";

    private static TestDatabase database;
    private static Connection writer;

    @BeforeAll
    static void createDatabase() throws SQLException {
        SERVER.execute(
                "CREATE ROLE " + ROLE + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "GRANT " + PostgresServer.USER + " TO " + ROLE);
        database = SERVER.createDatabase();
        database.execute("CREATE TABLE items (id int8 PRIMARY KEY, text text)");
        writer = database.connect();
        writer.setAutoCommit(false);
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        writer.close();
        database.close();
        SERVER.execute("DROP ROLE " + ROLE);
    }

    @BeforeEach
    void removeWhatThePipelineMade() throws SQLException {
        dropSlot();
        writer.rollback(); // of a test that failed
        update(writer, "TRUNCATE items");
        writer.commit();
        try (Connection superuser = database.connectAsSuperuser()) {
            update(superuser, "DROP PUBLICATION IF EXISTS " + SLOT);
        }
    }

    /** A slot is free when the server has noticed that its connection was closed. */
    private static void dropSlot() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> {
                    SERVER.execute(
                            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                                    + SLOT + "'");
                    return true;
                });
    }

    @Override
    protected Capture create(BatchLimits limits, StateStore state) {
        return createThrough(SERVER.port(), limits, state);
    }

    @Override
    protected TestServer server() {
        return SERVER;
    }

    @Override
    protected Capture createThrough(int port, BatchLimits limits, StateStore state) {
        PostgresCaptureFactory factory = new PostgresCaptureFactory();
        return factory.create(
                GivenOptions.of(
                        factory.options(),
                        "url",
                        "postgresql://" + SERVER.host() + ":" + port + "/" + database.name(),
                        "user",
                        ROLE,
                        "password",
                        PASSWORD,
                        "slot",
                        SLOT),
                new CaptureContext(
                        "contract",
                        new TableSelection(
                                List.of(new TablePattern("public", "items", false, false, List.of(), "")),
                                List.of(),
                                Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)),
                        limits,
                        state));
    }

    @Override
    protected TableId table() {
        return new TableId("public", "items");
    }

    @Override
    protected void commit(SourceWrite... writes) {
        try {
            for (SourceWrite write : writes) {
                execute(writer, write);
            }
            writer.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write to " + database.name(), e);
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
        SERVER.execute(
                "ALTER ROLE " + ROLE + " PASSWORD 'another'",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
    }

    @Override
    protected void renewCredentials() {
        SERVER.execute("ALTER ROLE " + ROLE + " PASSWORD '" + PASSWORD + "'");
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("canary", PASSWORD);
    }

    @Override
    protected void loseHistory() {
        dropSlot();
    }
}
