package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.SQLException;
import java.util.Optional;

/** A session that the server refuses, and what mends it. */
record ConnectFailure(Login login, SQLException cause) {
    /** Where no single command helps. */
    static final String REMEDY = "correct url, user, password or tls of the capture, or the server's pg_hba.conf";

    /** Of a role that may not use the database; of nothing else while a session is opened. */
    static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** By pg_hba.conf; a wrong password has a state of its own. */
    private static final String NOT_AUTHORIZED = "28000";

    CdcException asException() {
        CdcException plain = Failure.of("cannot connect as " + login, cause);
        return known(plain.kind())
                .map(remedy -> new CdcException(plain.kind(), plain.getMessage() + "; " + remedy, cause))
                .orElse(plain);
    }

    String remedy() {
        return known(Failure.of("cannot connect as " + login, cause).kind()).orElse(REMEDY);
    }

    private Optional<String> known(ErrorKind kind) {
        if (INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())) {
            return Optional.of("run: GRANT CONNECT ON DATABASE " + Sql.identifier(login.database()) + " TO "
                    + Sql.identifier(login.user()));
        }
        if (NOT_AUTHORIZED.equals(cause.getSQLState()) && login.tls().cert() == null) {
            return Optional.of(
                    "correct the server's pg_hba.conf, or, where that asks for a client's certificate, name it in"
                            + " tls.cert and its key in tls.key");
        }
        return kind == ErrorKind.SETUP ? login.passwordRefusal() : Optional.empty();
    }
}
