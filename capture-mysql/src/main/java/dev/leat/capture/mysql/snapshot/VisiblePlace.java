package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * MariaDB: up to where transactions of the log are visible to a view that is opened next. The server tells this as the status of a
 * session without a view.
 *
 * <p>It tells the place of a session's own view as well, but not reliably: the answer goes through a variable of the whole server, where
 * that of a session which asks at the same time can be, of a later view. What others may leave there never lies behind what is visible
 * by now, so that an answer of before the view is right, whoever it was meant for.
 */
final class VisiblePlace {
    private static final String STATUS = "SHOW STATUS LIKE 'binlog_snapshot_%'";

    private VisiblePlace() {}

    /**
     * The number of the place. Asked twice, as another session may leave the offset that it saw in the file before.
     *
     * @param session has no view
     */
    static long read(Session session, LogOrder order) throws SQLException {
        long first = number(ask(session), order);
        long second = number(ask(session), order);
        return Long.compareUnsigned(first, second) < 0 ? first : second;
    }

    private static long number(Place place, LogOrder order) {
        return place.number() < order.firstFile() ? order.base() : order.at(place);
    }

    private static Place ask(Session session) throws SQLException {
        String file = "";
        String offset = "";
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery(STATUS)) {
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
                    "the server does not tell which part of its log is visible; set log_bin in its configuration");
        }
        return new Place(file, Long.parseLong(offset));
    }
}
