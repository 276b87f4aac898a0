package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.SQLException;

/** A session that the server refuses, and what mends it. */
record ConnectFailure(Login login, SQLException cause) {
    /** Where no single command helps. */
    static final String REMEDY = "correct url, user, password or tls of the capture, or the server's pg_hba.conf";

    /** Of a role that may not use the database; of nothing else while a session is opened. */
    static final String INSUFFICIENT_PRIVILEGE = "42501";

    CdcException asException() {
        CdcException plain = Failure.of("cannot connect as " + login, cause);
        return isPrivilege() ? new CdcException(plain.kind(), plain.getMessage() + "; " + remedy(), cause) : plain;
    }

    String remedy() {
        return isPrivilege()
                ? "run: GRANT CONNECT ON DATABASE " + Sql.identifier(login.database()) + " TO "
                        + Sql.identifier(login.user())
                : REMEDY;
    }

    private boolean isPrivilege() {
        return INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState());
    }
}
