package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.nio.conn.ssl.SSLIOSessionStrategy;
import org.jspecify.annotations.Nullable;

/** What the HTTP client needs to speak TLS as the options say. */
final class TlsSetup {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsSetup() {}

    /**
     * Reads the certificates. A pinned certificate is the server's identity by itself: its host name is not looked at.
     *
     * @throws CdcException SETUP when the authority's certificates can't be read
     */
    static SSLIOSessionStrategy strategy(Endpoint.Tls tls) {
        boolean checksHost = tls.mode() == TlsMode.VERIFY_FULL && tls.fingerprint() == null;
        return new SSLIOSessionStrategy(
                context(tls),
                PROTOCOLS,
                null,
                checksHost ? new DefaultHostnameVerifier() : NoopHostnameVerifier.INSTANCE);
    }

    private static SSLContext context(Endpoint.Tls tls) {
        Path ca = tls.ca();
        ClientIdentity client = tls.client();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? null : client.keyManagers(), trust(tls), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    ca == null
                            ? "this JDK's own trust store can't be used; name an authority in tls.ca"
                            : "the file " + ca + " of tls.ca holds no certificates in PEM that can be read",
                    e);
        }
    }

    private static TrustManager[] trust(Endpoint.Tls tls) throws IOException, GeneralSecurityException {
        String fingerprint = tls.fingerprint();
        if (fingerprint != null) {
            return new TrustManager[] {new PinnedCertificate(fingerprint)};
        }
        if (tls.mode() == TlsMode.REQUIRE) {
            return new TrustManager[] {new TrustsAnybody()};
        }
        Path ca = tls.ca();
        return trustManagers(ca == null ? null : authorities(ca));
    }

    static TrustManager[] trustManagers(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyStore authorities(Path ca) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(ca)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate found");
        }
        return store(certificates);
    }

    static KeyStore store(Collection<? extends Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }
}
