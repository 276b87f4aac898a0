package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads how much log a primary writes, and who reads it. */
public final class WalActivity {
    private static final String SAMPLE =
            "SELECT pg_current_wal_insert_lsn()::text, (extract(epoch FROM clock_timestamp()) * 1000000)::int8";

    /** Since the statistics were last reset: for most servers a time of weeks. A new server has written more than it will. */
    private static final String AVERAGE = """
            SELECT CASE WHEN clock_timestamp() - stats_reset > interval '1 hour'
                        THEN wal_bytes / extract(epoch FROM clock_timestamp() - stats_reset) ELSE 0 END::int8
              FROM pg_stat_wal
            """;

    private static final String SENDERS = "SELECT count(*)::int FROM pg_stat_get_wal_senders()";

    /** Who may not see all statistics sees no state of another role's standby. */
    private static final String STANDBYS = """
            SELECT count(*) FILTER (WHERE r.sync_state IN ('sync', 'quorum'))::int,
                   count(*) FILTER (WHERE r.sync_state IS NULL)::int
              FROM pg_stat_replication r
            """;

    private final Connection session;

    public WalActivity(Connection session) {
        this.session = session;
    }

    /**
     * Standbys that the server waits for.
     *
     * @param synchronous those that are there
     * @param hidden readers of which the session's role may not see whether they are
     */
    public record Standbys(int synchronous, int hidden) {}

    /** Where the log is now. */
    public WalSample sample() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(SAMPLE)) {
            row.next();
            return new WalSample(Lsn.parse(row.getString(1)), row.getLong(2));
        }
    }

    /** Over the time of the server's statistics; 0 where that is too short to mean anything. */
    public long averageBytesPerSecond() throws SQLException {
        return number(AVERAGE);
    }

    /** How many WAL senders are taken, by whomever. */
    public int senderCount() throws SQLException {
        return (int) number(SENDERS);
    }

    /** Those that commits wait for. */
    public Standbys standbys() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(STANDBYS)) {
            row.next();
            return new Standbys(row.getInt(1), row.getInt(2));
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
