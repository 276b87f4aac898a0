package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The consistent view that rows of one table are read in, and what it sees.
 *
 * <p>With GTIDs: {@code gtid_executed} has a transaction only when the engine has committed it, so that a view which is opened
 * afterwards sees it. MariaDB opens view and place of the log at one time, but for XA transactions ({@link XaInDoubt}). MySQL without GTIDs has nothing that connects them:
 * they are taken while nobody can write the table.
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
        XaInDoubt inDoubt = XaInDoubt.NONE;
        for (ReadStep step : CaptureSteps.READ) {
            switch (step) {
                case LOCK -> {
                    if (positioning == Positioning.FILES) {
                        fence.lock(table);
                    } else if (positioning == Positioning.GTIDS) {
                        executed = executed(session);
                    } else {
                        inDoubt = XaInDoubt.read(session, commits, order.at(LogEnd.read(session)));
                    }
                }
                case SNAPSHOT -> session.execute(START);
                case POSITION -> {
                    Place end = LogEnd.read(session);
                    position = new Position(order.at(end), end.toString());
                    view = positioning == Positioning.DOMAINS ? order.at(ofView()) : position.sequence();
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

    /** MariaDB: the place in the log that goes with this view. */
    private Place ofView() throws SQLException {
        String file = "";
        String offset = "";
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
            while (rows.next()) {
                if (rows.getString(1).equalsIgnoreCase("binlog_snapshot_file")) {
                    file = rows.getString(2);
                } else if (rows.getString(1).equalsIgnoreCase("binlog_snapshot_position")) {
                    offset = rows.getString(2);
                }
            }
        }
        if (file.isEmpty() || !offset.matches("\\d{1,18}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the server tells no place of its log for a view; set log_bin in its configuration");
        }
        return new Place(file, Long.parseLong(offset));
    }
}
