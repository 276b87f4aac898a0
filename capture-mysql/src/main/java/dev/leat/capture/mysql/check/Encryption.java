package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Login;
import java.util.Optional;

/** Whether somebody in between could read, or answer in the server's place. */
final class Encryption {
    private Encryption() {}

    static Optional<Finding> finding(Login login, boolean isEncrypted) {
        if (login.url().host().isLocal() || login.tls().mode().verifies()) {
            return Optional.empty();
        }
        return Optional.of(SourceFinding.TLS.about(
                login.toString(),
                isEncrypted ? "the server's certificate is not checked" : "the connection is not encrypted",
                "tls: {mode: verify-full}"));
    }
}
