package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a pooler between us and the server.
 *
 * <p>A server tells a client its process number when a session begins, for cancel requests. A pooler can't pass that on, since
 * the session has no process of its own there: it makes up a number, and the process that answers has another one. Such a one is
 * harmless while it leaves each session its process. Whether it does is tried out: what one session sets must not be seen by
 * another one, and must still be there for the first after that.
 */
public final class PoolerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PoolerCheck.class);
    private static final String SETTING = "leat.session";
    private static final int MAX_SECONDS = 5;
    private static final String REMEDY = "name the server's own address and port in `url`, not the pooler's";

    private final Login login;
    private final String applicationName;

    public PoolerCheck(Login login, String applicationName) {
        this.login = login;
        this.applicationName = applicationName;
    }

    /** What is found over this session; an error where sessions are shared. */
    public Optional<Finding> find(Connection session) throws SQLException {
        int announced = Session.announcedPid(session);
        if (announced == Integer.parseInt(ask(session, "SELECT pg_backend_pid()::text"))) {
            return Optional.empty();
        }
        String object = login.url().toString();
        return Optional.of(
                sharesSessions()
                        ? SourceFinding.TRANSACTION_POOLER.about(
                                object,
                                "a pooler at " + object + " hands one session to several server processes",
                                REMEDY)
                        : SourceFinding.POOLER.about(object, "there is a pooler at " + object, REMEDY));
    }

    private boolean sharesSessions() {
        try (Connection first = Session.open(login, applicationName);
                Connection second = Session.open(login, applicationName)) {
            String mark = "first";
            ask(first, "SELECT set_config(" + Sql.literal(SETTING) + ", " + Sql.literal(mark) + ", false)");
            // within a transaction, so that the process is taken while the first one asks again
            second.setAutoCommit(false);
            if (mark.equals(setting(second))) {
                return true;
            }
            return isGone(mark, first);
        } catch (SQLException none) {
            LOG.debug("whether the pooler shares sessions could not be tried out", none);
            return false;
        }
    }

    private static boolean isGone(String mark, Connection session) {
        try {
            return !mark.equals(setting(session));
        } catch (SQLException starved) {
            // the other session, in its transaction, has the only process that there is
            LOG.debug("a session waits for another one's transaction", starved);
            return true;
        }
    }

    private static String setting(Connection session) throws SQLException {
        return ask(session, "SELECT coalesce(current_setting(" + Sql.literal(SETTING) + ", true), '')");
    }

    private static String ask(Connection session, String query) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.setQueryTimeout(MAX_SECONDS);
            try (ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
