package dev.leat.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for {@code localhost} and {@code 127.0.0.1} with its key, as PEM files. It is its own authority:
 * a client that trusts {@link #certificate()} can verify the server in full. Made by the JDK's keytool, new each time.
 */
public record ServerCertificate(Path certificate, Path key) {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "only-for-tests";

    public static ServerCertificate in(Path folder, Path log) {
        return of("localhost", folder, log);
    }

    /** For this common name, which need not be a host's. */
    static ServerCertificate of(String name, Path folder, Path log) {
        Path store = folder.resolve("server.p12");
        ServerProcess.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-ext",
                        "bc:critical=ca:true",
                        "-validity",
                        "30"),
                folder,
                log);
        try {
            return new ServerCertificate(
                    pem("CERTIFICATE", load(store).getCertificate(ALIAS).getEncoded(), folder.resolve("server.crt")),
                    pem("PRIVATE KEY", key(store).getEncoded(), folder.resolve("server.key")));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the certificate that was just made in " + store, e);
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Key key(Path store) throws IOException, GeneralSecurityException {
        return load(store).getKey(ALIAS, PASSWORD.toCharArray());
    }

    private static Path pem(String label, byte[] der, Path file) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
