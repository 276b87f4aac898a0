package dev.leat.capture.mysql.session;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted and the server's certificate checked.
 *
 * @param ca file with the certificates of the authorities to trust (PEM); null: those of the JVM
 * @param cert file with our certificate (PEM)
 * @param key file with its private key (PEM, PKCS #8)
 */
public record Tls(
        Mode mode,
        @Nullable Path ca,
        @Nullable Path cert,
        @Nullable Path key) {

    /** The same names for every plugin. */
    public enum Mode {
        DISABLE("DISABLED"),
        /** Encrypted if the server can, unchecked: protects against nobody who can answer in the server's place. */
        PREFER("PREFERRED"),
        /** Always encrypted, the certificate unchecked. */
        REQUIRE("REQUIRED"),
        /** The certificate comes from a trusted authority; for whom is not checked. */
        VERIFY_CA("REQUIRED"),
        /** The certificate comes from a trusted authority and is for the host that we connect to. */
        VERIFY_FULL("REQUIRED");

        private final String driverMode;

        Mode(String driverMode) {
            this.driverMode = driverMode;
        }

        /**
         * The mode of this name.
         *
         * @throws IllegalArgumentException if there is no such mode
         */
        public static Mode of(String text) {
            for (Mode mode : values()) {
                if (mode.text().equals(text)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException(
                    "tls.mode is one of disable, prefer, require, verify-ca, verify-full; not " + text);
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }

        /** Whether the connection must be encrypted. */
        boolean requires() {
            return this != DISABLE && this != PREFER;
        }

        /** The driver only decides whether there is TLS: what it is worth is checked by us. */
        String driverMode() {
            return driverMode;
        }
    }

    public Tls {
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException("tls.cert and tls.key belong together: one of them is missing");
        }
        if (ca != null && !mode.verifies()) {
            throw new IllegalArgumentException("tls.ca has no effect with mode " + mode.text()
                    + ": write mode: verify-full (or verify-ca), or leave ca out");
        }
        if (cert != null && mode == Mode.DISABLE) {
            throw new IllegalArgumentException("tls.cert has no effect with mode disable");
        }
    }

    public Tls(Mode mode) {
        this(mode, null, null, null);
    }
}
