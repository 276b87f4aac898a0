package dev.leat.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BinlogServerIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void writesWholeRowsWithColumnNamesAndGtids(BinlogProduct product) {
        BinlogServer server = product.shared();

        assertThat(server.isMariaDb()).isEqualTo(product == BinlogProduct.MARIADB);
        assertThat(server.version()).startsWith(product == BinlogProduct.MARIADB ? "11.4.5-" : "9.");
        assertThat(server.query("SELECT concat_ws(' ', @@log_bin = 1, @@binlog_format, @@binlog_row_image,"
                        + " @@binlog_row_metadata, @@time_zone)"))
                .isEqualTo("1 ROW FULL FULL +00:00");
        assertThat(product.shared()).isSameAs(server);
    }

    @ParameterizedTest
    @EnumSource
    void givesEachTestADatabaseThatItsUserMayReadOnly(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                BinlogDatabase other = product.shared().createDatabase()) {
            assertThat(other.name()).isNotEqualTo(database.name());
            database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");

            assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("2");
            assertThat(database.leatUrl())
                    .isEqualTo("mysql://leat:p%40ss%3Aw%2Frd%25@127.0.0.1:"
                            + database.server().port() + "/" + database.name());
            try (Connection user = database.connectAsUser()) {
                assertThat(BinlogServer.query(user, "SELECT count(*) FROM t")).isEqualTo("2");
                assertThat(BinlogServer.query(user, "SHOW BINARY LOGS")).startsWith("binlog.");
                assertThatThrownBy(() -> BinlogServer.execute(user, "INSERT INTO t VALUES (3)"))
                        .hasMessageContaining("denied");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAWrongPassword(BinlogProduct product) {
        BinlogServer server = product.shared();

        assertThatThrownBy(() ->
                        DriverManager.getConnection(server.jdbcUrl("", server.port()), BinlogServer.USER, "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Access denied");
    }

    @ParameterizedTest
    @EnumSource
    void keepsRowsBinaryLogAndPortOverAKillAndARestart(BinlogProduct product) {
        try (BinlogServer server = product.builder().start()) {
            BinlogDatabase database = server.createDatabase();
            database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
            int port = server.port();
            String gtids = gtids(server);

            server.kill9();
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
            assertThatThrownBy(server::stop).hasMessage("the server does not run");
            server.start();

            assertThat(gtids(server)).isEqualTo(gtids).isNotEmpty();
            assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("2");

            server.restart();

            assertThat(gtids(server)).isEqualTo(gtids);
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.data().resolve("binlog.000003")).exists();
            assertThatThrownBy(server::start).hasMessage("the server runs already");
        }
    }

    private static String gtids(BinlogServer server) {
        return server.query(server.isMariaDb() ? "SELECT @@gtid_binlog_pos" : "SELECT @@gtid_executed");
    }

    @ParameterizedTest
    @EnumSource
    void takesSettingsATimeZoneAndTls(BinlogProduct product) throws Exception {
        try (BinlogServer server = product.builder()
                .setting("binlog_checksum", "NONE")
                .setting("server_id", "7")
                .fsync()
                .timeZone("Asia/Shanghai")
                .tls()
                .start()) {
            assertThat(server.query(
                            "SELECT concat_ws(' ', @@binlog_checksum, @@server_id, @@sync_binlog, @@time_zone)"))
                    .isEqualTo("NONE 7 1 SYSTEM");
            assertThat(server.query("SELECT CAST(from_unixtime(0) AS char)")).startsWith("1970-01-01 08:00:00");
            try (Connection connection = DriverManager.getConnection(
                            server.jdbcUrl("", server.port())
                                    + "&sslMode=VERIFY_IDENTITY&trustCertificateKeyStorePassword=trusted"
                                    + "&trustCertificateKeyStoreUrl=file:" + keyStore(server.certificate()),
                            BinlogServer.USER,
                            BinlogServer.PASSWORD);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_version'")) {
                row.next();
                assertThat(row.getString(2)).isEqualTo("TLSv1.3");
            }
        }
    }

    private Path keyStore(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        Path file = Files.createTempFile(folder, "trusted", ".p12");
        try (InputStream pem = Files.newInputStream(certificate);
                OutputStream out = Files.newOutputStream(file)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            trusted.store(out, "trusted".toCharArray());
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void answersNothingWhilePausedAndClosesThen(BinlogProduct product) throws SQLException {
        BinlogServer server = product.builder().start();
        String url = server.jdbcUrl("", server.port()) + "&socketTimeout=300";
        try (Connection connection = DriverManager.getConnection(url, BinlogServer.ROOT, BinlogServer.PASSWORD)) {
            server.pause();
            assertThatThrownBy(() -> BinlogServer.query(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        server.resume();
        assertThat(server.query("SELECT 1")).isEqualTo("1");

        server.pause();
        server.close();

        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
        assertThat(server.data()).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void usesAServerThatRunsElsewhere(BinlogProduct product) {
        BinlogServer running = product.shared();

        BinlogServer server =
                BinlogServer.external("mysql://root:p%40ss%3Aw%2Frd%25@" + running.host() + ":" + running.port());

        try (BinlogDatabase database = server.createDatabase()) {
            database.execute("CREATE TABLE t (id int PRIMARY KEY)");
            assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("0");
        }
        assertThatThrownBy(server::kill9).hasMessageContaining("is not ours");
    }
}
