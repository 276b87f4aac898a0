package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.BinlogStream;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.PacketBuffer;
import dev.leat.capture.mysql.wire.ReplicaId;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.PostgresServer.ClientCertificate;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
final class SessionIT {
    private static final String NOT_IN_CERTIFICATE = "127.0.0.2";

    /** P9: whatever the server has set. */
    @ParameterizedTest
    @EnumSource
    void isPinned(BinlogProduct product) throws SQLException {
        BinlogServer server = product.shared();
        try (Session session = Session.open(login(server, "127.0.0.1", "", BinlogServer.USER, null))) {
            assertThat(session.version().isMariaDb()).isEqualTo(product == BinlogProduct.MARIADB);
            assertThat(session.query("SELECT concat_ws(' ', @@time_zone, @@sql_mode, @@character_set_client,"
                            + " @@character_set_results, @@transaction_isolation, @@autocommit = 1)"))
                    .isEqualTo("+00:00 NO_ENGINE_SUBSTITUTION utf8mb4 utf8mb4 REPEATABLE-READ 1");
            assertThat(session.query("SELECT '\u00e9\ud83d\ude00'")).isEqualTo("\u00e9\ud83d\ude00");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsWrongWithTheLogin(BinlogProduct product) {
        BinlogServer server = product.shared();
        refused(ErrorKind.SETUP, "correct user or password", login(server, "127.0.0.1", "", "nobody", null));
        refused(ErrorKind.SETUP, "", login(server, "127.0.0.1", "nowhere", BinlogServer.USER, null));
        refused(ErrorKind.SETUP, "", login(server, "127.0.0.1", "", BinlogServer.USER, new Tls(Tls.Mode.REQUIRE)));
        refused(
                ErrorKind.SETUP,
                "no password is given",
                Login.of(MySqlUrl.parse("mysql://leat@127.0.0.1:" + server.port()), null, null, null));
        refused(ErrorKind.CONNECTION, "", Login.of(MySqlUrl.parse("mysql://leat@127.0.0.1:1"), null, null, null));
        refused(
                ErrorKind.CONNECTION,
                "",
                Login.of(MySqlUrl.parse("mysql://leat@no-such-host.invalid"), null, null, null));
    }

    /** D9, and the ways of a password: with TLS, without it, and as the server remembers it. */
    @ParameterizedTest
    @EnumSource
    void encryptsAndChecksTheServer(BinlogProduct product) {
        try (BinlogServer server = product.builder()
                .tls()
                .setting("bind_address", "127.0.0.1,127.0.0.2")
                .start()) {
            Path ca = server.certificate();
            assertThat(isEncrypted(server, "127.0.0.1", new Tls(Tls.Mode.DISABLE)))
                    .isFalse();
            assertThat(isEncrypted(server, "127.0.0.1", new Tls(Tls.Mode.DISABLE)))
                    .isFalse();
            server.execute("FLUSH PRIVILEGES");
            assertThat(isEncrypted(server, "127.0.0.1", full(ca))).isTrue();
            assertThat(isEncrypted(server, "localhost", full(ca))).isTrue();
            assertThat(isEncrypted(server, "127.0.0.1", new Tls(Tls.Mode.PREFER)))
                    .isTrue();
            assertThat(isEncrypted(server, NOT_IN_CERTIFICATE, new Tls(Tls.Mode.REQUIRE)))
                    .isTrue();
            assertThat(isEncrypted(server, NOT_IN_CERTIFICATE, new Tls(Tls.Mode.VERIFY_CA, ca, null, null)))
                    .isTrue();
            refused(ErrorKind.SETUP, "correct tls", login(server, NOT_IN_CERTIFICATE, "", BinlogServer.USER, full(ca)));
            refused(
                    ErrorKind.SETUP,
                    "correct tls",
                    login(server, "127.0.0.1", "", BinlogServer.USER, new Tls(Tls.Mode.VERIFY_CA)));
            refused(
                    ErrorKind.SETUP,
                    "cannot read the file of tls.ca",
                    login(server, "127.0.0.1", "", BinlogServer.USER, full(Path.of("no-such-file"))));

            ClientCertificate client = server.createUserWithCertificate("shown");
            refused(ErrorKind.SETUP, "", login(server, "127.0.0.1", "", "shown", full(ca)));
            Tls shown = new Tls(Tls.Mode.VERIFY_FULL, ca, client.certificate(), client.key());
            Login login = Login.of(MySqlUrl.parse("mysql://shown@127.0.0.1:" + server.port()), null, null, shown);
            BinlogConnection connection = BinlogConnection.open(login, ReplicaId.random(new Random()));
            try (BinlogStream stream =
                    connection.dump(new DumpStart.File("binlog.000001", 4), Duration.ofSeconds(30), true)) {
                PacketBuffer buffer = new PacketBuffer();
                while (!stream.next(buffer)) {
                    stream.read(buffer, Duration.ofSeconds(30));
                }
                assertThat(connection.isEncrypted()).isTrue();
            }
        }
    }

    private static Tls full(Path ca) {
        return new Tls(Tls.Mode.VERIFY_FULL, ca, null, null);
    }

    private static boolean isEncrypted(BinlogServer server, String host, Tls tls) {
        try (BinlogConnection connection = BinlogConnection.open(
                login(server, host, "", BinlogServer.USER, tls), ReplicaId.random(new Random()))) {
            return connection.isEncrypted();
        }
    }

    private static void refused(ErrorKind kind, String message, Login login) {
        assertThatThrownBy(() -> BinlogConnection.open(login, ReplicaId.of(1)))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure + " " + failure.getCause())
                                .isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private static Login login(BinlogServer server, String host, String database, String user, @Nullable Tls tls) {
        return Login.of(
                MySqlUrl.parse("mysql://" + host + ":" + server.port() + "/" + database),
                user,
                new Secret(BinlogServer.PASSWORD),
                tls == null ? new Tls(Tls.Mode.PREFER) : tls);
    }
}
