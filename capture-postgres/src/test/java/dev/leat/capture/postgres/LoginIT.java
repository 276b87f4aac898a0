package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PasswordFile;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.wire.ReplicationConnection;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.PostgresServer.ClientCertificate;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways into a server. Every one is tried with an ordinary session and with a stream. */
@Timeout(120)
final class LoginIT {
    private static final String LOOPBACK_V6 = "::1";

    private static boolean hasV6;
    private static PostgresServer server;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeAll
    static void startServer() {
        hasV6 = hasV6();
        server = PostgresServer.builder()
                .tls()
                .setting("listen_addresses", hasV6 ? "127.0.0.1,::1" : "127.0.0.1")
                .start();
    }

    private static boolean hasV6() {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
            return socket.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        database = server.createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** D9: the server wants a certificate for the role's name, and nothing else. */
    @Test
    void aClientsCertificateLetsItIn(@TempDir Path folder) throws IOException {
        ClientCertificate client = server.createRoleWithCertificate("certified");
        server.execute("GRANT " + database.user() + " TO certified");
        capture.option("url", "postgresql://certified@127.0.0.1:" + server.port() + "/" + database.name())
                .option("tls.mode", "verify-full")
                .option("tls.ca", server.certificate().toString());

        CdcException without = capture.refusal();
        assertThat(without.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(without).hasMessageContaining("tls.cert");

        capture.close();
        capture.option("tls.cert", client.certificate().toString())
                .option("tls.key", client.key().toString());
        requireStreams();

        // whatever the files are called
        capture.close();
        capture.option(
                        "tls.cert",
                        Files.copy(client.certificate(), folder.resolve("cert")).toString())
                .option(
                        "tls.key",
                        Files.copy(client.key(), folder.resolve("key.txt")).toString());
        requireStreams();
    }

    @Test
    void anAddressOfVersion6Will() {
        assumeTrue(hasV6, "this machine has no " + LOOPBACK_V6);
        capture.option("url", database.leatUrl().replace("@127.0.0.1:", "@[" + LOOPBACK_V6 + "]:"));
        requireStreams();
    }

    private void requireStreams() {
        capture.live();
        database.execute("INSERT INTO items SELECT count(*), 'new' FROM items");
        String row = "insert " + database.query("SELECT max(id) FROM items") + ",new";
        assertThat(capture.changesUntil(row::equals)).contains(row);
        capture.snapshot().openReader().close();
    }

    /** D10: a password with every character that means something somewhere. */
    @Test
    void aPasswordComesFromTheUsersFile(@TempDir Path folder) throws Exception {
        String password = "a:b\\c d'e\"f#g@h/i%j\u00e9*";
        server.execute("CREATE ROLE filed LOGIN REPLICATION PASSWORD '" + password.replace("'", "''") + "'");
        Path file = Files.writeString(
                folder.resolve("pass"),
                "# comment\n127.0.0.1:1:*:filed:wrong\n127.0.0.1:" + server.port() + ":" + database.name() + ":filed:"
                        + password.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        PostgresUrl url = PostgresUrl.parse("postgresql://filed@127.0.0.1:" + server.port() + "/" + database.name());
        Login plain = Login.of(url, null, null, null);
        Login login = new Login(url, plain.user(), null, plain.tls(), new PasswordFile(file));

        try (Connection session = Session.open(login, "leat test");
                ReplicationConnection replication = ReplicationConnection.open(login, "leat test")) {
            assertThat(session.isValid(5)).isTrue();
            assertThat(replication.identifySystem().timeline()).isEqualTo(1);
        }

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SQLException refused = refusal(login);
        CdcException failure = new ConnectFailure(login, refused).asException();
        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure).hasMessageContaining("chmod 600 " + file).message().doesNotContain(password);
    }

    private static SQLException refusal(Login login) {
        try (Connection session = Session.open(login, "leat test")) {
            throw new AssertionError("it got in: " + session);
        } catch (SQLException refused) {
            return refused;
        }
    }
}
