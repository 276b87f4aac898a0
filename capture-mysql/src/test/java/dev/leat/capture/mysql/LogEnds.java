package dev.leat.capture.mysql;

import dev.leat.capture.mysql.log.Place;
import dev.leat.testkit.server.BinlogServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where a server's log ends. */
final class LogEnds {
    private LogEnds() {}

    static Place of(BinlogServer server) {
        String sql = server.isMariaDb() ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS";
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Place(row.getString(1), row.getLong(2));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
