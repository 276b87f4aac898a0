package dev.leat.capture.mysql.session;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Encrypts a connected socket as {@link Tls} says. */
final class TlsHandshake {
    /** Older ones can be broken; which of these are allowed is the JVM's decision. */
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private TlsHandshake() {}

    /**
     * Returns when the server's certificate was accepted.
     *
     * @throws CdcException SETUP if one of our files can't be used
     * @throws IOException if the server's certificate is refused, or the server refuses ours, or the connection broke
     */
    static SSLSocket over(Socket plain, Host host, Tls tls) throws IOException {
        SSLSocket socket =
                (SSLSocket) context(tls).getSocketFactory().createSocket(plain, host.name(), host.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        List<String> supported = Arrays.asList(socket.getSupportedProtocols());
        parameters.setProtocols(PROTOCOLS.stream().filter(supported::contains).toArray(String[]::new));
        if (tls.mode() == Tls.Mode.VERIFY_FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context(Tls tls) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls), trust(tls), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new CdcException(ErrorKind.SETUP, "cannot use the files of tls.ca, tls.cert and tls.key", e);
        }
    }

    private static KeyManager @Nullable [] keys(Tls tls) throws GeneralSecurityException, IOException {
        if (tls.cert() == null || tls.key() == null) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(PemFiles.own(tls.cert(), tls.key()), PemFiles.password());
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(Tls tls) throws GeneralSecurityException, IOException {
        if (!tls.mode().verifies()) {
            return new TrustManager[] {new AnyServer()};
        }
        KeyStore trusted = tls.ca() == null ? null : PemFiles.trusted(tls.ca());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    /** For modes that say of themselves that they check nothing. */
    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
