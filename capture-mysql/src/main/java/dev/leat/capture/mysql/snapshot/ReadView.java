package dev.leat.capture.mysql.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.CaptureSteps.ReadStep;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.xa.XaCommits;
import dev.leat.capture.mysql.xa.XaInDoubt;
import java.sql.SQLException;

/**
 * The consistent view that rows of one table are read in, and what it sees.
 *
 * <p>With GTIDs: {@code gtid_executed} has a transaction only when the engine has committed it, so that a view which is opened
 * afterwards sees it. MariaDB tells the place of its log before which that is so ({@link VisiblePlace}), but for XA transactions
 * ({@link XaInDoubt}). MySQL without GTIDs has nothing that connects them: they are taken while nobody can write the table.
 *
 * <p>Nothing keeps DDL away before the first row is read: the server refuses to read a table that was made anew behind the view.
 */
final class ReadView {
    private static final String START = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

    private final Session session;
    private final Positioning positioning;
    private final LogOrder order;
    private final TableFence fence;
    private final XaCommits commits;

    ReadView(Session session, Positioning positioning, LogOrder order, TableFence fence, XaCommits commits) {
        this.session = session;
        this.positioning = positioning;
        this.order = order;
        this.fence = fence;
        this.commits = commits;
    }

    /** Takes the steps of a read up to the rows. */
    Boundary open(TableId table) throws SQLException {
        GtidSet executed = new GtidSet();
        Position position = null;
        long view = 0;
        XaInDoubt inDoubt = XaInDoubt.none();
        for (ReadStep step : CaptureSteps.READ) {
            switch (step) {
                case LOCK -> {
                    if (positioning == Positioning.FILES) {
                        fence.lock(table);
                    } else if (positioning == Positioning.GTIDS) {
                        executed = executed(session);
                    } else {
                        view = VisiblePlace.read(session, order);
                        inDoubt = XaInDoubt.read(session, commits);
                    }
                }
                case SNAPSHOT -> session.execute(START);
                case POSITION -> {
                    Place end = LogEnd.read(session);
                    position = new Position(order.at(end), end.toString());
                    if (positioning == Positioning.FILES) {
                        view = position.sequence();
                    }
                }
                case ROWS -> {
                    if (positioning == Positioning.FILES) {
                        fence.unlock(table);
                    }
                }
            }
        }
        if (position == null) {
            throw new IllegalStateException("a read has not made all its steps");
        }
        return positioning == Positioning.GTIDS
                ? new GtidBoundary(executed, position)
                : new PlaceBoundary(view, position, inDoubt);
    }

    static GtidSet executed(Session session) throws SQLException {
        return GtidSet.parse(session.query("SELECT @@global.gtid_executed"));
    }
}
