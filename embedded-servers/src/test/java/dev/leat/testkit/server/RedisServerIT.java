package dev.leat.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

final class RedisServerIT {
    @Test
    void keepsDataAndPortOverAKillWhenAppending() {
        try (RedisServer server = RedisServer.builder().appendOnly().start()) {
            String url = server.url();
            try (Jedis client = client(url)) {
                client.set("a", "1");
            }

            server.kill9();
            assertThatThrownBy(() -> client(url).ping()).isInstanceOf(JedisConnectionException.class);
            server.start();

            try (Jedis client = client(url)) {
                assertThat(client.get("a")).isEqualTo("1");
            }
        }
    }

    @Test
    void startsEmptyAfterAStopByDefault() {
        try (RedisServer server = RedisServer.builder().start()) {
            try (Jedis client = client(server.url())) {
                client.set("a", "1");
            }

            server.stop();
            server.start();

            try (Jedis client = client(server.url())) {
                assertThat(client.get("a")).isNull();
            }
            assertThat(server.logText()).contains("User requested shutdown");
        }
    }

    @Test
    void speaksTlsOnAPortOfItsOwn() throws Exception {
        try (RedisServer server = RedisServer.builder().tls().start();
                InputStream pem = Files.newInputStream(server.certificate())) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);

            try (Socket socket = context.getSocketFactory().createSocket(server.host(), server.tlsPort())) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(5))
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("+PONG");
            }
        }
    }

    @Test
    void answersNothingWhilePaused() {
        try (RedisServer server = RedisServer.builder().start();
                Jedis impatient = client(server, 300);
                Jedis patient = client(server, 30_000)) {
            assertThat(impatient.ping()).isEqualTo("PONG");

            server.pause();
            assertThatThrownBy(impatient::ping).isInstanceOf(JedisConnectionException.class);
            server.resume();

            assertThat(patient.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void closesAlsoWhenPaused() {
        RedisServer server = RedisServer.builder().start();
        server.pause();

        server.close();

        assertThatThrownBy(() -> client(server.url()).ping()).isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void asksForItsPassword() {
        try (RedisServer server = RedisServer.builder().password("p@ss \"w/rd").start()) {
            try (Jedis stranger = client(server, 30_000)) {
                assertThatThrownBy(stranger::ping)
                        .isInstanceOf(JedisDataException.class)
                        .hasMessageContaining("NOAUTH");
            }
            try (Jedis client = client(server, 30_000)) {
                client.auth("p@ss \"w/rd");
                assertThat(client.ping()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void takesSettings() {
        try (RedisServer server =
                        RedisServer.builder().setting("maxmemory", "1").start();
                Jedis client = client(server.url())) {
            assertThatThrownBy(() -> client.set("a", "1"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("OOM");
        }
    }

    private static Jedis client(String url) {
        return new Jedis(URI.create(url));
    }

    private static Jedis client(RedisServer server, int timeoutMillis) {
        return new Jedis(
                new HostAndPort(server.host(), server.port()),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis(timeoutMillis)
                        .autoNegotiateProtocol(false)
                        .build());
    }
}
