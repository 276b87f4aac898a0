package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.plugin.GivenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// D9
@Timeout(120)
class TlsIT {
    private static final String PASSWORD = "changeit";
    private static final String NOTHING = "{\"error\":{\"type\":\"index_not_found_exception\"},\"status\":404}";
    private static final TestTable PRODUCTS = TestTable.of("products").key("id", TestColumn.INT);

    @TempDir
    private static Path folder;

    private static X509Certificate server;
    private static X509Certificate authority;
    private static X509Certificate stranger;
    private static Path authorityFile;
    private static Path certificateFile;
    private static Path keyFile;
    private static HttpsServer right;
    private static HttpsServer elsewhere;
    private static HttpsServer guarded;
    private static final List<String> authorizations = new ArrayList<>();

    @BeforeAll
    static void startServers() throws Exception {
        Path store = folder.resolve("store.p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c");
        keytool(store, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server");
        keytool(store, "-genkeypair", "-alias", "stranger", "-keyalg", "EC", "-dname", "CN=server");
        Path request = folder.resolve("request.csr");
        Path signed = folder.resolve("signed.pem");
        keytool(store, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                store,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString(),
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1");
        keytool(store, "-importcert", "-noprompt", "-alias", "server", "-file", signed.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        server = (X509Certificate) keys.getCertificate("server");
        authority = (X509Certificate) keys.getCertificate("ca");
        stranger = (X509Certificate) keys.getCertificate("stranger");
        authorityFile = pem("ca.pem", "CERTIFICATE", authority.getEncoded());
        certificateFile = pem("client.pem", "CERTIFICATE", server.getEncoded());
        keyFile = pem(
                "client.key",
                "PRIVATE KEY",
                keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        keys.deleteEntry("ca");
        keys.deleteEntry("stranger");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        right = start("127.0.0.1", context);
        elsewhere = start("127.0.0.2", context);
        guarded = startGuarded(keys);
    }

    /** Asks clients for a certificate that the authority has signed. */
    private static HttpsServer startGuarded(KeyStore keys) throws Exception {
        KeyStore trusted = TlsSetup.store(List.of(authority));
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        context.init(managers.getKeyManagers(), TlsSetup.trustManagers(trusted), null);
        HttpsServer started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        started.createContext("/", TlsIT::answer);
        started.start();
        return started;
    }

    private static Path pem(String name, String label, byte[] der) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n",
                US_ASCII);
    }

    @AfterAll
    static void stopServers() {
        right.stop(0);
        elsewhere.stop(0);
        guarded.stop(0);
    }

    @Test
    void reachesAServerThatPassesTheMode() throws Exception {
        String ca = authorityFile.toString();
        reaches(url(right, "localhost"), "tls.ca", ca);
        reaches(url(right, "127.0.0.1"), "tls.mode", "verify-full", "tls.ca", ca);
        reaches(url(elsewhere, "127.0.0.2"), "tls.mode", "verify-ca", "tls.ca", ca);
        reaches(url(elsewhere, "127.0.0.2"), "tls.mode", "require");
        reaches(url(elsewhere, "127.0.0.2"), "tls.fingerprint", PinnedCertificate.fingerprint(server));
        reaches(url(right, "127.0.0.1"), "tls.fingerprint", PinnedCertificate.fingerprint(authority));
    }

    @Test
    void stopsAtACertificateThatIsNotTheRightOne() throws Exception {
        stops(url(right, "localhost"));
        stops(url(elsewhere, "127.0.0.2"), "tls.ca", authorityFile.toString());
        stops(url(right, "localhost"), "tls.fingerprint", PinnedCertificate.fingerprint(stranger));
        stops(url(right, "localhost"), "tls.ca", folder.resolve("missing.pem").toString());
        stops(url(right, "localhost"), "tls.ca", folder.resolve("store.p12").toString());
    }

    @Test
    void showsItsCertificateToAServerThatAsksForOne() {
        String ca = authorityFile.toString();
        String cert = certificateFile.toString();
        reaches(url(guarded, "localhost"), "tls.ca", ca, "tls.cert", cert, "tls.key", keyFile.toString());

        assertThatThrownBy(() -> connect(url(guarded, "localhost"), "tls.ca", ca))
                .isInstanceOf(CdcException.class);
        stops(url(guarded, "localhost"), "tls.ca", ca, "tls.cert", cert, "tls.key", cert);
        stops(url(guarded, "localhost"), "tls.ca", ca, "tls.cert", keyFile.toString(), "tls.key", keyFile.toString());
        stops(url(guarded, "localhost"), "tls.ca", ca, "tls.cert", "/nonexistent/c", "tls.key", keyFile.toString());
    }

    @Test
    void aPinnedAuthorityHasToHaveSignedWhatTheServerShows() {
        assertThatCode(() -> pinned(authority).checkServerTrusted(chain(server, authority), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> pinned(authority).checkServerTrusted(chain(stranger, authority), "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> pinned(stranger).checkServerTrusted(chain(server, authority), "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void sendsCredentialsAndShowsNoneOfThemWhenTheyAreWrong() {
        String url = url(right, "localhost").replace("https://", "https://leat:canary@");
        assertFails(() -> connect(url, "tls.ca", authorityFile.toString(), "index", "refused"));
        assertFails(() -> connect(
                url(right, "localhost"), "tls.ca", authorityFile.toString(), "index", "refused", "api-key", "canary"));

        assertThat(authorizations)
                .contains(
                        "Basic " + Base64.getEncoder().encodeToString("leat:canary".getBytes(UTF_8)), "ApiKey canary");
    }

    private static void reaches(String url, String... options) {
        assertThatCode(() -> connect(url, options))
                .as(String.join(" ", options))
                .doesNotThrowAnyException();
    }

    private static void stops(String url, String... options) {
        assertFails(() -> connect(url, options));
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(ErrorKind.SETUP);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("canary");
            }
        });
    }

    private static void connect(String url, String... options) {
        List<String> all = new ArrayList<>(List.of("url", url));
        all.addAll(List.of(options));
        ElasticsearchSinkFactory factory = new ElasticsearchSinkFactory();
        try (Sink sink = factory.create(
                GivenOptions.of(factory.options(), all.toArray(String[]::new)),
                new SinkContext("shop", "search", 1, new NoStateStore()))) {
            sink.open(TestTable.source(PRODUCTS));
            sink.connect();
        }
    }

    private static HttpsServer start(String host, SSLContext context) throws IOException {
        HttpsServer started = HttpsServer.create(new InetSocketAddress(host, 0), 0);
        started.setHttpsConfigurator(new HttpsConfigurator(context));
        started.createContext("/", TlsIT::answer);
        started.start();
        return started;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            boolean isRefused = exchange.getRequestURI().getPath().startsWith("/refused");
            byte[] body = NOTHING.getBytes(US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isRefused ? 401 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String url(HttpsServer of, String host) {
        return "https://" + host + ":" + of.getAddress().getPort();
    }

    private static PinnedCertificate pinned(X509Certificate certificate) throws CertificateException {
        return new PinnedCertificate(PinnedCertificate.fingerprint(certificate));
    }

    private static X509Certificate[] chain(X509Certificate... certificates) {
        return certificates;
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).as(arguments[0]).isZero();
    }
}
