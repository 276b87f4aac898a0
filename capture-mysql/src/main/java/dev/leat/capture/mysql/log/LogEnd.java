package dev.leat.capture.mysql.log;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.session.ServerVersion;
import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where a server's log ends. */
public final class LogEnd {
    private static final int FILE = 1;
    private static final int OFFSET = 2;

    private LogEnd() {}

    /**
     * The end of everything that was written: every transaction that anybody can see lies before it.
     *
     * @throws CdcException SETUP if the server keeps no log
     */
    public static Place read(Session session) throws SQLException {
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(query(session.version()))) {
            if (!row.next()) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "the server keeps no binary log; set log_bin in its configuration and restart it");
            }
            return new Place(row.getString(FILE), row.getLong(OFFSET));
        }
    }

    private static String query(ServerVersion version) {
        if (version.isMariaDb()) {
            return "SHOW MASTER STATUS";
        }
        return version.isAtLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }
}
