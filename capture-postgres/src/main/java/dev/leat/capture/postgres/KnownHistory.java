package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The history of a server that the pipeline began with. What was decided then, such as the epoch, holds for no other. Of several
 * hosts, or behind an address that moves, a connection may get to another server than the one before. Thread-safe.
 */
final class KnownHistory {
    private final Login login;
    private volatile @Nullable SystemIdentity known;

    /**
     * @param login for messages
     */
    KnownHistory(Login login) {
        this.login = login;
    }

    void begin(SystemIdentity found) {
        known = found;
    }

    /**
     * Does nothing before {@link #begin}.
     *
     * @throws CdcException SOURCE_CHANGED if it is another history
     */
    void require(SystemIdentity found) {
        SystemIdentity first = known;
        if (first != null && (!first.systemId().equals(found.systemId()) || first.timeline() != found.timeline())) {
            throw new CdcException(
                    ErrorKind.SOURCE_CHANGED,
                    "the server is another one, or was failed over, since the pipeline began (system identifier "
                            + found.systemId() + ", timeline " + found.timeline() + ")");
        }
    }

    /** The same of the server that a session sees, where everybody may ask for that, as by default. */
    void require(Connection session) throws SQLException {
        Optional<SystemIdentity> found;
        try {
            found = new Server(session).identity();
        } catch (SQLException refused) {
            if (ConnectFailure.INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                return; // the stream's own connection was asked
            }
            throw refused;
        }
        require(found.orElseThrow(
                () -> new CdcException(ErrorKind.CONNECTION, "the server at " + login + " has become a standby")));
    }
}
