package dev.leat.sink.elasticsearch;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the server's own certificate with this fingerprint, or one that the certificate with this fingerprint has signed.
 * That such a certificate is merely sent along does not count.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
    private final String fingerprint;

    /**
     * @param fingerprint SHA-256 in lower-case hexadecimal digits
     */
    PinnedCertificate(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateException("a certificate can't be hashed", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        for (int i = 0; i < chain.length; i++) {
            if (fingerprint(chain[i]).equals(fingerprint)) {
                if (i > 0) {
                    requireSignedBy(chain[i], chain, type);
                }
                return;
            }
        }
        throw new CertificateException("no certificate of the server has the fingerprint of tls.fingerprint");
    }

    private static void requireSignedBy(X509Certificate anchor, X509Certificate[] chain, String type)
            throws CertificateException {
        try {
            for (TrustManager manager : TlsSetup.trustManagers(TlsSetup.store(List.of(anchor)))) {
                if (manager instanceof X509TrustManager trust) {
                    trust.checkServerTrusted(chain, type);
                }
            }
        } catch (IOException e) {
            throw new CertificateException("the chain of certificates can't be checked", e);
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the chain of certificates can't be checked", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
