package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.ErrorKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureTest {
    @ParameterizedTest
    @CsvSource({
        "08006, CONNECTION",
        "57P01, CONNECTION",
        "57P03, CONNECTION",
        "53300, CONNECTION",
        "55006, CONNECTION",
        "40001, CONNECTION",
        "08004, SETUP",
        "28P01, SETUP",
        "3D000, SETUP",
        "42501, SETUP",
        "42704, SETUP",
        "0A000, SETUP",
        "55000, SETUP",
        ", CONNECTION",
    })
    void knowsWhatASqlStateMeans(String sqlState, ErrorKind kind) {
        assertThat(Failure.kindOf(sqlState)).isEqualTo(kind);
    }

    @Test
    void takesARefusedCertificateForAMatterOfSetup() {
        SSLHandshakeException refused = new SSLHandshakeException("PKIX path building failed");
        refused.initCause(new CertificateException("no trust"));

        assertThat(Failure.of("cannot connect", new SQLException("SSL error", "08006", refused))
                        .kind())
                .isEqualTo(ErrorKind.SETUP);
        assertThat(Failure.of("cannot connect", new SQLException("x", "08006", new FileNotFoundException("ca.pem")))
                        .kind())
                .isEqualTo(ErrorKind.SETUP);
        assertThat(Failure.of("cannot connect", new SQLException("x", "08006", new IOException("reset")))
                        .kind())
                .isEqualTo(ErrorKind.CONNECTION);
    }

    @Test // D9
    void takesACertificateThatTheServerRefusesForAMatterOfSetup() {
        assertThat(Failure.of("cannot connect", broken("Received fatal alert: unknown_ca"))
                        .kind())
                .isEqualTo(ErrorKind.SETUP);
        assertThat(Failure.of("cannot connect", broken("Received fatal alert: internal_error"))
                        .kind())
                .isEqualTo(ErrorKind.CONNECTION);
        assertThat(Failure.of("cannot connect", broken("Remote host terminated the handshake"))
                        .kind())
                .isEqualTo(ErrorKind.CONNECTION);
    }

    private static SQLException broken(String message) {
        return new SQLException("SSL error", "08006", new SSLHandshakeException(message));
    }

    @Test
    void tellsBrokenConnectionsFromGarbageAndRefusals() {
        assertThat(Failure.of("stream", new ConnectionLostException("gone")).kind())
                .isEqualTo(ErrorKind.CONNECTION);
        assertThat(Failure.of("stream", new ProtocolException("what")).kind()).isEqualTo(ErrorKind.DECODE);
        assertThat(Failure.of(
                        "stream",
                        new ServerErrorException(
                                "start",
                                new ServerMessage("ERROR", "42501", "must be a role with REPLICATION", "d", null))))
                .hasMessage("stream: ERROR 42501: must be a role with REPLICATION")
                .extracting("kind")
                .isEqualTo(ErrorKind.SETUP);
    }
}
