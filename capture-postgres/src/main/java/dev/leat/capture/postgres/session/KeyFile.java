package dev.leat.capture.postgres.session;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file with a client's private key. The driver wants to be told its algorithm if it is PEM, and reads PKCS #8 only.
 *
 * <pre>
 *   PrivateKeyInfo ::= SEQUENCE { version INTEGER, privateKeyAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER, ... }, ... }
 * </pre>
 */
final class KeyFile {

    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

    /** The object identifiers of the algorithms, RFC 8017, 5480 and 8410. */
    private static final String RSA = "06092a864886f70d010101";

    private static final String EC = "06072a8648ce3d0201";
    private static final String ED25519 = "06032b6570";

    /** Behind the sequence's header and the version; the identifier follows the inner sequence's header. */
    private static final int MAX_ALGORITHM_OFFSET = 16;

    private KeyFile() {}

    /**
     * The Java name of the algorithm of a PEM key; empty if the file is no PEM, which the driver finds out by itself.
     *
     * @throws CdcException SETUP if it cannot be read or is in a format that the driver does not know
     */
    static Optional<String> findAlgorithm(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "cannot read the file of tls.key: " + file, e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            return Optional.empty();
        }
        if (!pem.group(1).isEmpty()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the file of tls.key has a key of the form BEGIN " + pem.group(1)
                            + "PRIVATE KEY; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file
                            + " -out NEW_FILE");
        }
        try {
            return algorithm(Base64.getMimeDecoder().decode(pem.group(2)));
        } catch (IllegalArgumentException e) {
            throw new CdcException(ErrorKind.SETUP, "the file of tls.key is not PEM inside: " + file);
        }
    }

    private static Optional<String> algorithm(byte[] der) {
        String start = HexFormat.of().formatHex(der, 0, Math.min(der.length, MAX_ALGORITHM_OFFSET + RSA.length() / 2));
        if (start.contains(RSA)) {
            return Optional.of("RSA");
        }
        if (start.contains(EC)) {
            return Optional.of("EC");
        }
        return start.contains(ED25519) ? Optional.of("Ed25519") : Optional.empty();
    }
}
