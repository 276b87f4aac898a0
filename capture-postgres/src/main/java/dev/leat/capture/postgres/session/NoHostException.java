package dev.leat.capture.postgres.session;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** None of several hosts will do. Its message has the reason of each. */
public final class NoHostException extends SQLException {
    private static final long serialVersionUID = 1L;

    /** sqlclient_unable_to_establish_sqlconnection. */
    private static final String UNABLE_TO_CONNECT = "08001";

    private final transient List<SQLException> reasons;

    private NoHostException(String message, List<SQLException> reasons) {
        super(message, UNABLE_TO_CONNECT, reasons.get(0));
        this.reasons = List.copyOf(reasons);
    }

    /** Why not this host, and why not that one, in their order. */
    public List<SQLException> reasons() {
        return reasons;
    }

    /** Another try may help: it may be promoted any time. */
    static SQLException standby() {
        return new SQLException("it is a standby", UNABLE_TO_CONNECT);
    }

    /** Collects the reasons. */
    static final class Reasons {
        private final List<SQLException> reasons = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();

        void add(Host host, SQLException reason) {
            reasons.add(reason);
            texts.add(host + ": " + text(reason));
        }

        NoHostException asException() {
            return new NoHostException(String.join("; ", texts), reasons);
        }

        private static String text(SQLException reason) {
            ServerErrorMessage said = reason instanceof PSQLException e ? e.getServerErrorMessage() : null;
            if (said != null) {
                return said.getSeverity() + " " + said.getSQLState() + ": " + said.getMessage();
            }
            Throwable cause = reason.getCause();
            return cause instanceof IOException ? cause.toString() : String.valueOf(reason.getMessage());
        }
    }
}
