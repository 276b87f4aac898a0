package dev.leat.capture.postgres.slot;

import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A row of {@code pg_replication_slots}.
 *
 * @param name its name
 * @param plugin the output plugin; empty for a physical slot
 * @param database where it decodes; empty for a physical slot
 * @param activePid the process that uses it, or 0
 * @param activeUser application name and address of that process, as far as they may be seen
 * @param confirmedLsn up to where its user has confirmed
 * @param isLost whether the server no longer has the WAL that it needs
 */
record ReplicationSlot(
        String name,
        String plugin,
        String database,
        int activePid,
        String activeUser,
        long confirmedLsn,
        boolean isLost) {
    private static final String QUERY = """
            SELECT s.slot_name, coalesce(s.plugin, ''), coalesce(s.database, ''), coalesce(s.active_pid, 0),
              coalesce(nullif(a.application_name, ''), 'unnamed') || ' from ' || coalesce(host(a.client_addr), 'local'),
              coalesce(s.confirmed_flush_lsn, '0/0')::text, coalesce(s.wal_status = 'lost', false)
            FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid
            WHERE s.slot_name = ?
            """;

    static Optional<ReplicationSlot> find(Connection session, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(QUERY)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new ReplicationSlot(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getString(5),
                        Lsn.parse(row.getString(6)),
                        row.getBoolean(7)));
            }
        }
    }

    boolean isActive() {
        return activePid != 0;
    }
}
