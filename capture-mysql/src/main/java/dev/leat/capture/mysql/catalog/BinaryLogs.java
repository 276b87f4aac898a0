package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.session.ServerVersion;
import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Reads what a server keeps of its binary log, and which databases it has in it. */
public final class BinaryLogs {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Session session;

    public BinaryLogs(Session session) {
        this.session = session;
    }

    /**
     * How much log there is at a time.
     *
     * @param micros by the server's clock
     * @param bytes of all files
     */
    public record Sample(long micros, long bytes) {}

    /**
     * Which databases are logged, as {@code binlog_do_db} and {@code binlog_ignore_db} have it.
     *
     * @param only empty: all
     */
    public record Filter(List<String> only, List<String> ignored) {
        /** Copies the lists. */
        public Filter {
            only = List.copyOf(only);
            ignored = List.copyOf(ignored);
        }

        /** Whether the database's changes are in the log. */
        public boolean logs(String schema) {
            return only.isEmpty() ? !ignored.contains(schema) : only.contains(schema);
        }
    }

    public Sample sample() throws SQLException {
        long micros =
                (long) (Double.parseDouble(session.query("SELECT unix_timestamp(sysdate(6))")) * MICROS_PER_SECOND);
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
            long bytes = 0;
            while (rows.next()) {
                bytes += rows.getLong(2);
            }
            return new Sample(micros, bytes);
        }
    }

    public Filter filter() throws SQLException {
        ServerVersion version = session.version();
        boolean hasNewName = !version.isMariaDb() && version.isAtLeast(8, 2, 0);
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(hasNewName ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")) {
            return row.next()
                    ? new Filter(names(row.getString("Binlog_Do_DB")), names(row.getString("Binlog_Ignore_DB")))
                    : new Filter(List.of(), List.of());
        }
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }
}
