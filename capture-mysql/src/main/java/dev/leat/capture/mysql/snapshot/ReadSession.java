package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Boundary;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.RowQuery;
import dev.leat.capture.mysql.xa.XaCommits;
import java.io.IOException;
import java.sql.SQLException;

/** A session to read rows over: values come in the character set that they are stored in. {@link #close} from any thread. */
final class ReadSession implements AutoCloseable {
    private static final String TEXT_AS_STORED = "SET SESSION character_set_results = NULL";

    /** A pause of ours is not taken for our end. */
    private static final String PATIENT = "SET SESSION net_write_timeout = 600";

    private final Session session;
    private final RowQuery query;
    private final TableFence fence;
    private final ReadView view;

    private ReadSession(Session session, RowQuery query, TableFence fence, ReadView view) {
        this.session = session;
        this.query = query;
        this.fence = fence;
        this.view = view;
    }

    static ReadSession open(Login login, Positioning positioning, LogOrder order, XaCommits commits) {
        try {
            Session session = Session.open(login);
            try {
                session.execute(TEXT_AS_STORED, PATIENT);
                TableFence fence = new TableFence(login);
                return new ReadSession(
                        session,
                        new RowQuery(session),
                        fence,
                        new ReadView(session, positioning, order, fence, commits));
            } catch (SQLException | IOException | RuntimeException failure) {
                session.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw Failure.connecting(login, failure);
        } catch (IOException failure) {
            throw new CdcException(ErrorKind.CONNECTION, "cannot open a session to read rows as " + login, failure);
        }
    }

    /** For the catalog. */
    Session session() {
        return session;
    }

    /** For rows. */
    RowQuery query() {
        return query;
    }

    /** Opens a view; {@link #end} or {@link #abandon} ends it. */
    Boundary openView(TableId table) throws SQLException {
        return view.open(table);
    }

    void end() throws SQLException {
        session.execute("COMMIT");
    }

    /**
     * Ends whatever was begun, because of a failure. In the middle of an answer that takes the session with it.
     *
     * @return whether the session can be used on
     */
    boolean abandon(Exception failure) {
        fence.release();
        if (query.isOpen()) {
            session.close();
            return false;
        }
        try {
            session.execute("ROLLBACK");
            return true;
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
            return false;
        }
    }

    @Override
    public void close() {
        fence.close();
        session.close();
    }
}
