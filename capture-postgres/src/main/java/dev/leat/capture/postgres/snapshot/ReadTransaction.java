package dev.leat.capture.postgres.snapshot;

import dev.leat.api.Position;
import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.CaptureSteps.ReadStep;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.wal.WalEnd;
import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The short transaction that rows of one table are read in. All that comes before the rows is sent at once, and so is all
 * that comes behind them: the server has the rows of a chunk in a few milliseconds, of which a round trip for each statement
 * would be a good part.
 *
 * @param visible the transactions that its snapshot sees
 * @param place where the log ended behind the snapshot
 * @param columns of the table, which nothing changes before the end; none if it was dropped
 * @param file that its rows are in
 */
record ReadTransaction(
        Connection session,
        VisibleTransactions visible,
        WalEnd.Place place,
        List<TableColumn> columns,
        TableFile file) {
    private static final String BEGIN =
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL lock_timeout = '10s'; SET LOCAL enable_tidscan = on";

    /** Takes the steps of a read up to the rows. When that fails, the session is in no transaction. */
    static ReadTransaction begin(Connection session, SnapshotTable table, WalEnd wal) throws SQLException {
        String steps = CaptureSteps.READ.stream().map(step -> sql(step, table)).collect(Collectors.joining("; "));
        try (PreparedStatement statement = session.prepareStatement(BEGIN + "; " + steps)) {
            statement.execute();
            VisibleTransactions visible = null;
            WalEnd.Place place = null;
            List<TableColumn> columns = List.of();
            TableFile file = null;
            for (ReadStep step : CaptureSteps.READ) {
                switch (step) {
                    case LOCK -> {}
                    case SNAPSHOT -> visible = VisibleTransactions.parse(text(nextRows(statement)));
                    case POSITION -> place = wal.place(nextRows(statement));
                    case ROWS -> {
                        columns = Tables.columns(nextRows(statement));
                        file = TableFile.read(nextRows(statement));
                    }
                }
            }
            if (visible == null || place == null || file == null) {
                throw new IllegalStateException("a read has not made all its steps");
            }
            return new ReadTransaction(session, visible, place, columns, file);
        } catch (SQLException | RuntimeException failure) {
            rollback(session, failure);
            throw failure;
        }
    }

    /** What a step asks the server; of the rows only which columns they have and where they are. */
    private static String sql(ReadStep step, SnapshotTable table) {
        return switch (step) {
            case LOCK -> new ChunkQueries(table).lock();
            case SNAPSHOT -> "SELECT pg_current_snapshot()::text";
            case POSITION -> WalEnd.PLACE;
            case ROWS -> Tables.columnsOf(table.oid()) + "; " + TableFile.query(table.oid());
        };
    }

    /** The rows of the next statement that answers with some. */
    private static ResultSet nextRows(Statement statement) throws SQLException {
        while (!statement.getMoreResults()) {
            if (statement.getUpdateCount() < 0) {
                throw new IllegalStateException("the server's answers have come to an end");
            }
        }
        return statement.getResultSet();
    }

    private static String text(ResultSet row) throws SQLException {
        row.next();
        return row.getString(1);
    }

    PostgresBoundary boundary() {
        return new PostgresBoundary(visible, new Position(place.insertLsn(), Lsn.format(place.insertLsn())));
    }

    /** Ends it; a stream can come as far as the read's position before long. */
    void end() throws SQLException {
        try (PreparedStatement statement =
                session.prepareStatement(place.isFlushed() ? "ROLLBACK" : "ROLLBACK; " + WalEnd.FLUSH_SOON)) {
            statement.execute();
        }
    }

    /** Ends it because of a failure. */
    void abandon(Exception failure) {
        rollback(session, failure);
    }

    private static void rollback(Connection session, Exception failure) {
        try (Statement statement = session.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
