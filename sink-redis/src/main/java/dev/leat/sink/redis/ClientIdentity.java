package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate that a client shows itself with, and its key. No message has anything of what is in the files.
 *
 * @param cert PEM, the certificate and those that lead to its authority
 * @param key PEM, PKCS #8, not encrypted
 */
record ClientIdentity(Path cert, Path key) {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

    /** Protects a store that is never written anywhere. */
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the files.
     *
     * @throws CdcException SETUP when they can't be used
     */
    KeyManager[] keyManagers() {
        Certificate[] chain = chain();
        PrivateKey secret = privateKey(chain[0].getPublicKey().getAlgorithm());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", secret, NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new CdcException(
                    ErrorKind.SETUP, "the certificate of tls.cert can't be used with the key of tls.key", e);
        }
    }

    private Certificate[] chain() {
        try (InputStream in = Files.newInputStream(cert)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new CdcException(ErrorKind.SETUP, noCertificate(), e);
        }
        throw new CdcException(ErrorKind.SETUP, noCertificate());
    }

    private String noCertificate() {
        return "the file " + cert + " of tls.cert holds no certificates in PEM that can be read";
    }

    private PrivateKey privateKey(String algorithm) {
        Matcher pem;
        try {
            pem = PEM.matcher(Files.readString(key, ISO_8859_1));
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "the file " + key + " of tls.key can't be read", e);
        }
        try {
            if (pem.find() && pem.group(1).isEmpty()) {
                byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // what it says may be about the key's content
        }
        throw new CdcException(
                ErrorKind.SETUP,
                "the file " + key + " of tls.key holds no " + algorithm
                        + " key, as tls.cert is for, in PEM and PKCS #8;"
                        + " to convert one: openssl pkcs8 -topk8 -nocrypt -in " + key + " -out NEW_FILE");
    }
}
