package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginTest {
    @Test
    void verifiesTheServerUnlessItIsThisMachine() {
        assertThat(login("postgresql://u@localhost,127.0.0.1/db").tls().mode()).isEqualTo(Tls.Mode.PREFER);
        assertThat(login("postgresql://u@localhost,db/db").tls().mode()).isEqualTo(Tls.Mode.VERIFY_FULL);
        assertThat(login("postgresql://u@db/db").tls().mode()).isEqualTo(Tls.Mode.VERIFY_FULL);
    }

    @Test
    void hasItsUserAndPasswordOnce() {
        PostgresUrl full = PostgresUrl.parse("postgresql://u:hunter2@h/db");
        PostgresUrl bare = PostgresUrl.parse("postgresql://h");

        assertThat(Login.of(bare, "x", new Secret("y"), null).database()).isEqualTo("x");
        assertThatThrownBy(() -> Login.of(full, "x", null, null)).hasMessageContaining("user");
        assertThatThrownBy(() -> Login.of(full, null, new Secret("y"), null)).hasMessageContaining("password");
        assertThatThrownBy(() -> Login.of(bare, null, null, null)).hasMessageContaining("user: NAME");
    }

    @Test
    void setsTheDriversPropertiesAndNoOthers() {
        Properties properties = login("postgresql://u:hunter2@db:1234,[::1]/shop?connect_timeout=5")
                .properties("leat shop");

        assertThat(properties)
                .containsOnlyKeys(
                        "user",
                        "PGDBNAME",
                        "ApplicationName",
                        "connectTimeout",
                        "loginTimeout",
                        "tcpKeepAlive",
                        "assumeMinServerVersion",
                        "gssEncMode",
                        "logServerErrorDetail",
                        "sslmode",
                        "sslfactory")
                .containsEntry("PGDBNAME", "shop")
                .containsEntry("ApplicationName", "leat shop")
                .containsEntry("connectTimeout", "5")
                .containsEntry("logServerErrorDetail", "false")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        Login login = login("postgresql://u:hunter2@db:1234,[::1]/shop");
        assertThat(login.url().hosts().stream().map(login::jdbcUrl))
                .containsExactly("jdbc:postgresql://db:1234/", "jdbc:postgresql://[::1]:5432/");
    }

    @Test
    void handsTheCertificateFilesToTheDriver(@TempDir Path folder) throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            Path key = pem(folder, "PRIVATE KEY", newKey(algorithm));
            Tls tls = new Tls(Tls.Mode.VERIFY_CA, Path.of("ca.pem"), Path.of("c.crt"), key);
            Properties properties = Login.of(PostgresUrl.parse("postgresql://u@db"), null, null, tls)
                    .properties("leat");

            assertThat(properties)
                    .containsEntry("sslmode", "verify-ca")
                    .containsEntry("sslrootcert", "ca.pem")
                    .containsEntry("sslcert", "c.crt")
                    .containsEntry("sslkey", key.toString())
                    .containsEntry("pemKeyAlgorithm", algorithm)
                    .doesNotContainKey("sslfactory");
        }
    }

    @Test
    void saysHowToConvertAKeyThatTheDriverCannotRead(@TempDir Path folder) throws Exception {
        Path key = pem(folder, "RSA PRIVATE KEY", newKey("RSA"));
        assertThatThrownBy(() -> KeyFile.findAlgorithm(key))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("openssl pkcs8 -topk8");
        assertThatThrownBy(() -> KeyFile.findAlgorithm(folder.resolve("none")))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("tls.key");

        Path der = Files.write(folder.resolve("key.der"), newKey("RSA"));
        assertThat(KeyFile.findAlgorithm(der)).isEmpty();
    }

    private static byte[] newKey(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(1024); // found quickly
        }
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    private static Path pem(Path folder, String label, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        return Files.writeString(
                folder.resolve("client.key"),
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    @Test
    void refusesTlsFilesThatWouldHaveNoEffect() {
        Path file = Path.of("x");
        assertThatThrownBy(() -> new Tls(Tls.Mode.REQUIRE, file, null, null)).hasMessageContaining("verify-full");
        assertThatThrownBy(() -> new Tls(Tls.Mode.VERIFY_FULL, file, file, null))
                .hasMessageContaining("tls.key");
        assertThatThrownBy(() -> new Tls(Tls.Mode.DISABLE, null, file, file)).hasMessageContaining("disable");
        assertThatThrownBy(() -> new Tls(Tls.Mode.VERIFY_FULL, null, file, file))
                .hasMessageContaining("tls.ca");
        assertThatThrownBy(() -> Tls.Mode.of("allow")).hasMessageContaining("verify-ca");
        assertThat(Tls.Mode.of("verify-ca")).isEqualTo(Tls.Mode.VERIFY_CA);
    }

    private static Login login(String url) {
        return Login.of(PostgresUrl.parse(url), null, null, null);
    }
}
