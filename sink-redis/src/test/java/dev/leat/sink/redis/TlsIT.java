package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// D9
@Timeout(120)
class TlsIT {
    private static final TestTable PRODUCTS = TestTable.of("products").key("id", TestColumn.INT);

    private static RedisServer server;
    private static Target target;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.builder()
                .password("canary")
                .tls()
                .setting("bind", "127.0.0.1 127.0.0.2")
                .start();
        target = new Target(server);
        target.redis().auth("canary");
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    @Test
    void everyModeWritesToAServerThatPassesIt() {
        String ca = server.certificate().toString();
        writes("rediss://:canary@localhost:" + server.tlsPort(), "tls.ca", ca);
        writes("rediss://:canary@127.0.0.1:" + server.tlsPort(), "tls.mode", "verify-full", "tls.ca", ca);
        writes("rediss://:canary@127.0.0.2:" + server.tlsPort(), "tls.mode", "verify-ca", "tls.ca", ca);
        writes("redis://:canary@127.0.0.1:" + server.tlsPort(), "tls.mode", "require");
    }

    @Test
    void aUserOfItsOwnConnectsWithTls() {
        target.redis().aclSetUser("leat", "on", ">canary2", "~*", "&*", "+@all");
        try {
            writes(
                    "rediss://localhost:" + server.tlsPort(),
                    "user",
                    "leat",
                    "password",
                    "canary2",
                    "tls.ca",
                    server.certificate().toString());
            assertThat(target.redis().clientList()).contains("user=leat ");
        } finally {
            target.redis().aclDelUser("leat");
        }
    }

    @Test
    void aServerThatAsksForACertificateIsShownOne() {
        String ca = server.certificate().toString();
        String key = server.certificate().resolveSibling("server.key").toString();
        String url = "rediss://:canary@localhost:" + server.tlsPort();
        target.redis().configSet("tls-auth-clients", "yes");
        try {
            writes(url, "tls.ca", ca, "tls.cert", ca, "tls.key", key);
            assertThatThrownBy(() -> Target.claimed(target.sinkAt(url, "tls.ca", ca), PRODUCTS))
                    .isInstanceOf(CdcException.class)
                    .hasMessageContaining("tls.cert");
            stops(url, "tls.ca", ca, "tls.cert", ca, "tls.key", ca);
            stops(url, "tls.ca", ca, "tls.cert", key, "tls.key", key);
            stops(url, "tls.ca", ca, "tls.cert", ca, "tls.key", "/nonexistent/key.pem");
        } finally {
            target.redis().configSet("tls-auth-clients", "no");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsStops() {
        stops("rediss://:canary@localhost:" + server.tlsPort());
        stops("rediss://:canary@localhost:" + server.tlsPort(), "tls.mode", "verify-ca");
    }

    @Test
    void aCertificateForAnotherHostStops() {
        String ca = server.certificate().toString();
        stops("rediss://:canary@127.0.0.2:" + server.tlsPort(), "tls.ca", ca);
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsNeverGivenThePassword() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> answerInClear(plain));

            stops("rediss://:canary@localhost:" + plain.getLocalPort());

            assertThat(received.get(30, TimeUnit.SECONDS))
                    .isNotEmpty()
                    .doesNotContain("canary")
                    .doesNotContain("AUTH");
        }
    }

    private static String answerInClear(ServerSocket plain) {
        try (Socket client = plain.accept()) {
            client.getOutputStream().write("-ERR unknown command\r\n".getBytes(ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMissingOrBrokenFileOfAuthoritiesStops() {
        stops("rediss://:canary@localhost:" + server.tlsPort(), "tls.ca", "/nonexistent/ca.pem");
        stops(
                "rediss://:canary@localhost:" + server.tlsPort(),
                "tls.ca",
                server.certificate().resolveSibling("redis.conf").toString());
    }

    @Test
    void aHandshakeThatIsBrokenOffIsRetried() {
        try (TcpFaultProxy proxy = TcpFaultProxy.to("127.0.0.1", server.tlsPort())) {
            proxy.cutAfter(Direction.TO_CLIENT, 100);
            assertFails(
                    ErrorKind.CONNECTION,
                    () -> Target.claimed(
                            target.sinkAt("rediss://:canary@localhost:" + proxy.port(), "tls.mode", "require"),
                            PRODUCTS));
        }
    }

    private static void writes(String url, String... options) {
        target.reset();
        Target.write(
                Target.claimed(target.sinkAt(url, options), PRODUCTS),
                Changes.transaction(1).insert(PRODUCTS, 1));
        assertThat(target.keys()).containsExactly("products:1");
    }

    private static void stops(String url, String... options) {
        assertFails(ErrorKind.SETUP, () -> Target.claimed(target.sinkAt(url, options), PRODUCTS));
    }

    private static void assertFails(ErrorKind kind, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("canary");
            }
        });
    }
}
