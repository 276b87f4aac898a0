package dev.leat.capture.mysql.snapshot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * About how large a table is, as the server estimates it.
 *
 * @param rows -1 when it does not know
 * @param rowBytes of one row; 0 when it does not know
 */
record TableSize(long rows, long rowBytes) {
    private static final String QUERY =
            "SELECT TABLE_ROWS, AVG_ROW_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

    static TableSize read(Session session, TableId table) throws SQLException {
        try (PreparedStatement statement = session.jdbc().prepareStatement(QUERY)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new TableSize(-1, 0);
                }
                long rows = row.getLong(1);
                return new TableSize(row.wasNull() ? -1 : rows, row.getLong(2));
            }
        }
    }
}
