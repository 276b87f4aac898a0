package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writers from a table for the moment in which view and place of the log are taken, over a session of its own: locked
 * tables and a transaction exclude each other in one. {@link #close} from any thread.
 */
final class TableFence implements AutoCloseable {
    /** So long the fence waits for those who write; behind it others wait meanwhile. */
    private static final int MAX_WAIT_SECONDS = 3;

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int NO_ACCESS_TO_DATABASE = 1044;
    private static final int NO_ACCESS_TO_TABLE = 1142;

    private final Login login;
    private volatile @Nullable Session session;
    private volatile boolean closed;

    TableFence(Login login) {
        this.login = login;
    }

    /** Waits until every transaction that wrote the table has ended, and lets no other begin to. */
    void lock(TableId table) {
        try {
            open().execute("LOCK TABLES " + Sql.qualified(table) + " READ");
        } catch (SQLException failure) {
            throw refused(table, failure);
        }
    }

    /** Lets writers go on; without a failure the lock was held until now. */
    void unlock(TableId table) {
        Session held = session;
        if (held == null) {
            throw new IllegalStateException("no table is locked");
        }
        try {
            held.execute("UNLOCK TABLES");
        } catch (SQLException failure) {
            throw refused(table, failure);
        }
    }

    /** After a failure, whatever is locked. */
    void release() {
        Session held = session;
        session = null;
        if (held != null) {
            held.close();
        }
    }

    private Session open() throws SQLException {
        Session held = session;
        if (held == null) {
            held = Session.openForCommands(login);
            session = held;
            if (closed) {
                release();
                throw new CdcException(ErrorKind.CONNECTION, "the reader was closed");
            }
            held.execute("SET SESSION lock_wait_timeout = " + MAX_WAIT_SECONDS);
        }
        return held;
    }

    private static CdcException refused(TableId table, SQLException failure) {
        return switch (failure.getErrorCode()) {
            case LOCK_WAIT_TIMEOUT ->
                new CdcException(
                        ErrorKind.CONNECTION,
                        "a transaction that wrote " + table + " has not ended for " + MAX_WAIT_SECONDS
                                + " s: its rows cannot be read before",
                        failure);
            case NO_ACCESS_TO_DATABASE, NO_ACCESS_TO_TABLE ->
                new CdcException(
                        ErrorKind.SETUP,
                        "without GTIDs the rows of " + table + " are read behind a short lock; run on the server:"
                                + " GRANT LOCK TABLES, SELECT ON " + Sql.identifier(table.schema())
                                + ".* TO ..., or set"
                                + " gtid_mode = ON",
                        failure);
            default -> Failure.of("cannot lock " + table + " to read it", failure);
        };
    }

    @Override
    public void close() {
        closed = true;
        Session held = session;
        if (held != null) {
            held.close();
        }
    }
}
