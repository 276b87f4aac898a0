package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

final class PostgresServerIT {
    @Tag("server-version")
    @Test
    void runsTheMajorVersionThatTheBuildAsksFor() {
        PostgresServer server = PostgresServer.shared();

        assertThat(server.query("SHOW server_version")).startsWith(server.major() + ".");
        assertThat(server.major()).isEqualTo(Integer.getInteger("leat.test.postgres"));
        assertThat(server.query("SHOW wal_level")).isEqualTo("logical");
        assertThat(PostgresServer.shared()).isSameAs(server);
    }

    @Tag("server-version")
    @Test
    void givesEachTestADatabaseOfItsOwnThatItsUserMayPublish() throws SQLException {
        try (TestDatabase one = PostgresServer.shared().createDatabase();
                TestDatabase other = PostgresServer.shared().createDatabase()) {
            one.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION p FOR TABLE t");
            other.execute("CREATE TABLE t (id int PRIMARY KEY)");

            assertThat(one.name()).isNotEqualTo(other.name());
            assertThat(firstOf(one, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("false");
            assertThat(one.leatUrl())
                    .isEqualTo("postgresql://leat:p%40ss%3Aw%2Frd%25@127.0.0.1:"
                            + PostgresServer.shared().port() + "/" + one.name());
        }
    }

    @Tag("server-version")
    @Test
    void dropsADatabaseWhoseSlotIsStreaming() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        TestDatabase database = server.createDatabase();
        database.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION p FOR TABLE t");

        try (Connection replication = replicationOf(database)) {
            PGReplicationStream stream = stream(replication, "slot_" + database.name());
            assertThat(server.walSenderPids()).isNotEmpty();

            database.close();

            assertThat(server.query("SELECT count(*) FROM pg_database WHERE datname = '" + database.name() + "'"))
                    .isEqualTo("0");
            assertThat(stream.isClosed()).isFalse(); // the client has not noticed yet
        }
    }

    @Test
    void refusesAWrongPassword() {
        PostgresServer server = PostgresServer.shared();

        assertThatThrownBy(() -> DriverManager.getConnection(
                        server.jdbcUrl("postgres", server.port()), PostgresServer.USER, "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void keepsSlotsAndRowsOverAKill() throws SQLException {
        try (PostgresServer server = PostgresServer.builder().fsync().start();
                TestDatabase database = server.createDatabase()) {
            int port = server.port();
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "INSERT INTO t VALUES (1), (2)");

            server.kill9();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(firstOf(database, "SELECT count(*) FROM t")).isEqualTo("2");
            assertThat(server.query("SELECT slot_name FROM pg_replication_slots"))
                    .isEqualTo("s");
            assertThat(server.logText()).contains("automatic recovery in progress");
        }
    }

    @Tag("server-version")
    @Test
    void stopsInEveryWayAndStartsAgain() {
        try (PostgresServer server = PostgresServer.builder().start()) {
            server.restart();
            server.stopImmediate();
            assertThatThrownBy(server::stop).hasMessage("the server does not run");
            server.start();

            assertThat(server.query("SELECT 1")).isEqualTo("1");
            assertThat(server.logText())
                    .contains("received fast shutdown request", "received immediate shutdown request");
            assertThatThrownBy(server::start).hasMessage("the server runs already");
        }
    }

    @Tag("server-version")
    @Test
    void changesSettingsWhileItRuns() {
        try (PostgresServer server =
                PostgresServer.builder().setting("wal_sender_timeout", "5s").start()) {
            assertThat(server.query("SHOW wal_sender_timeout")).isEqualTo("5s");

            server.set("wal_sender_timeout", "7s");
            assertThat(server.query("SHOW wal_sender_timeout")).isEqualTo("7s");

            server.reset("wal_sender_timeout");
            assertThat(server.query("SHOW wal_sender_timeout")).isEqualTo("5s");

            server.set("max_wal_senders", "7");
            assertThat(server.query("SHOW max_wal_senders")).isEqualTo("20");
            server.restart();
            assertThat(server.query("SHOW max_wal_senders")).isEqualTo("7");
        }
    }

    @Test
    void letsTheWalGrowWhileASlotIsNotConfirmed() {
        try (PostgresServer server = PostgresServer.builder()
                        .setting("max_wal_size", "32MB")
                        .setting("min_wal_size", "32MB")
                        .start();
                TestDatabase database = server.createDatabase()) {
            database.execute(
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "CREATE TABLE t (x text)",
                    "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 80000)");

            assertThat(server.walDirectoryBytes()).isGreaterThan(64L << 20);
        }
    }

    @Test
    void showsACertificateThatAClientCanVerifyInFull() throws SQLException {
        try (PostgresServer server = PostgresServer.builder().tls().start();
                TestDatabase database = server.createDatabase()) {
            String url = "jdbc:postgresql://localhost:" + server.port() + "/" + database.name()
                    + "?sslmode=verify-full&sslrootcert=" + server.certificate();

            try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void streamsToItsUser() throws SQLException {
        try (TestDatabase database = PostgresServer.shared().createDatabase()) {
            database.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION p FOR TABLE t");
            try (Connection replication = replicationOf(database)) {
                PGReplicationStream stream = stream(replication, "slot_" + database.name());
                database.execute("INSERT INTO t VALUES (7)");

                assertThat(messageKinds(stream)).startsWith("BRI");
            }
        }
    }

    @Test
    void leavesNeitherProcessNorFilesBehind() {
        PostgresServer server = PostgresServer.builder().start();
        long pid = Long.parseLong(server.query("SELECT pg_backend_pid()"));
        Path data = Path.of(server.query("SHOW data_directory"));

        server.close();
        server.close();

        assertThat(data).doesNotExist();
        assertThat(data.getParent()).doesNotExist();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void runsAsNobodyWhereRootMayNotHaveAUserNamespace() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can become another user");

        try (PostgresServer server =
                PostgresServer.builder().tls().user(Unprivileged::nobody).start()) {
            assertThat(Files.getAttribute(Path.of(server.query("SHOW data_directory")), "unix:uid"))
                    .isEqualTo(65534);
            assertThat(server.walDirectoryBytes()).isPositive();
            server.restart();
        }
    }

    @Test
    void tellsWhatItMissesWhereThereAreNoBinaries() {
        assertThatThrownBy(() -> PostgresServer.builder().major(9).start())
                .isInstanceOf(UnavailableServer.class)
                .hasMessageContaining("no PostgreSQL 9 for this machine");
    }

    private static String firstOf(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static Connection replicationOf(TestDatabase database) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, database.user());
        PGProperty.PASSWORD.set(properties, database.password());
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    private static PGReplicationStream stream(Connection replication, String slot) throws SQLException {
        try (Statement statement = replication.createStatement()) {
            statement.execute("CREATE_REPLICATION_SLOT " + slot + " LOGICAL pgoutput");
        }
        return replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "p")
                .start();
    }

    private static String messageKinds(PGReplicationStream stream) {
        StringBuilder kinds = new StringBuilder();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            var message = stream.readPending();
            while (message != null) {
                kinds.append(UTF_8.decode(message.slice().limit(1)));
                message = stream.readPending();
            }
            return kinds.toString().contains("I");
        });
        return kinds.toString();
    }
}
