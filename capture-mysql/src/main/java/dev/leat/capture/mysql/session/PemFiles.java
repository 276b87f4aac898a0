package dev.leat.capture.mysql.session;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code tls.ca}, {@code tls.cert} and {@code tls.key}, read when a connection is made: renewed ones count. */
final class PemFiles {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /** Of a store that never leaves the memory. */
    private static final char[] NO_PASSWORD = new char[0];

    private PemFiles() {}

    /** A store of the authorities to trust. */
    static KeyStore trusted(Path ca) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int count = 0;
        for (Certificate certificate : certificates("tls.ca", ca)) {
            store.setCertificateEntry("ca" + count++, certificate);
        }
        return store;
    }

    /** A store with our key and its certificates, under {@link #password()}. */
    static KeyStore own(Path cert, Path key) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                privateKey(key),
                NO_PASSWORD,
                certificates("tls.cert", cert).toArray(Certificate[]::new));
        return store;
    }

    static char[] password() {
        return NO_PASSWORD.clone();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String option, Path file)
            throws GeneralSecurityException {
        Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(read(option, file)));
        if (found.isEmpty()) {
            throw new CdcException(ErrorKind.SETUP, "the file of " + option + " has no certificate: " + file);
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(read("tls.key", file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new CdcException(ErrorKind.SETUP, "the file of tls.key has no private key in PEM: " + file);
        }
        if (!pem.group(1).isEmpty()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the file of tls.key has a key of the form BEGIN " + pem.group(1)
                            + "PRIVATE KEY; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file
                            + " -out NEW_FILE");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new CdcException(ErrorKind.SETUP, "the file of tls.key is not PEM inside: " + file);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // a key of another algorithm
            }
        }
        throw new CdcException(
                ErrorKind.SETUP, "the file of tls.key has a key that is none of " + ALGORITHMS + ": " + file);
    }

    private static byte[] read(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "cannot read the file of " + option + ": " + file, e);
        }
    }
}
