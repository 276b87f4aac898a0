package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Lays TLS over a connected socket. */
final class TlsSetup {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsSetup() {}

    /**
     * Shakes hands.
     *
     * @throws IOException when that failed; an SSLException when the two sides do not agree
     * @throws CdcException SETUP when the authority's certificates can't be read
     */
    static SSLSocket over(Socket raw, Endpoint endpoint) throws IOException {
        SSLContext context = context(endpoint.tls());
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(raw, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        if (endpoint.tls().mode() == TlsMode.VERIFY_FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static SSLContext context(Endpoint.Tls tls) {
        Path ca = tls.ca();
        ClientIdentity client = tls.client();
        try {
            TrustManager[] trust = tls.mode() == TlsMode.REQUIRE
                    ? new TrustManager[] {new TrustsAnybody()}
                    : trustManagers(ca == null ? null : authorities(ca));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? null : client.keyManagers(), trust, null);
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

    private static TrustManager[] trustManagers(@Nullable KeyStore authorities) throws GeneralSecurityException {
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
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }

    /** For tls.mode require, which encrypts and does not ask who is on the other side. */
    private static final class TrustsAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
