package dev.leat.capture.postgres.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads which transactions have written and not ended, in all databases: a new slot waits for each of them. */
public final class OpenTransactions {

    /** Each has a lock on its id; subtransactions have ids of their own. */
    private static final String RUNNING = """
            SELECT l.xid, l.pid, NULL, a.application_name, to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SSOF'),
                   to_char(a.query_start, 'YYYY-MM-DD HH24:MI:SSOF'),
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::int8
              FROM (SELECT pid, min(transactionid::text::int8) AS xid
                      FROM pg_locks
                     WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
                       AND pid IS NOT NULL AND pid <> pg_backend_pid()
                     GROUP BY pid) l
              LEFT JOIN pg_stat_activity a ON a.pid = l.pid
             ORDER BY a.xact_start, l.xid
            """;

    private static final String PREPARED = """
            SELECT transaction::text::int8, NULL, gid, NULL, to_char(prepared, 'YYYY-MM-DD HH24:MI:SSOF'), NULL,
                   (extract(epoch FROM clock_timestamp() - prepared) * 1000)::int8
              FROM pg_prepared_xacts
             ORDER BY prepared
            """;

    private final Connection session;

    public OpenTransactions(Connection session) {
        this.session = session;
    }

    /** Those of sessions, oldest first, and then those that are prepared. */
    public List<OpenTransaction> read() throws SQLException {
        List<OpenTransaction> open = new ArrayList<>();
        try (Statement statement = session.createStatement()) {
            for (String query : List.of(RUNNING, PREPARED)) {
                try (ResultSet row = statement.executeQuery(query)) {
                    while (row.next()) {
                        open.add(transaction(row));
                    }
                }
            }
        }
        return open;
    }

    private static OpenTransaction transaction(ResultSet row) throws SQLException {
        int pid = row.getInt(2);
        Integer process = row.wasNull() ? null : pid;
        long millis = row.getLong(7);
        @Nullable Duration age = row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis));
        return new OpenTransaction(
                row.getLong(1), process, row.getString(3), row.getString(4), row.getString(5), row.getString(6), age);
    }
}
