package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads replication slots. */
public final class Slots {

    /** Through JSON, because a column that a version does not have is null there. {@code conflicting} is 16's. */
    private static final String SELECT = """
            SELECT s.slot_name, s.plugin, s.database, s.temporary, s.active, s.active_pid,
                   activity.application_name, host(activity.client_addr),
                   s.restart_lsn::text, s.confirmed_flush_lsn::text, s.wal_status, s.safe_wal_size,
                   coalesce(to_jsonb(s) ->> 'invalidation_reason',
                            CASE WHEN (to_jsonb(s) ->> 'conflicting')::bool THEN 'conflict' END),
                   s.two_phase, coalesce((to_jsonb(s) ->> 'failover')::bool, false)
              FROM pg_replication_slots s
              LEFT JOIN pg_stat_activity activity ON activity.pid = s.active_pid
             WHERE s.slot_name = ?
            """;

    private static final String LAG =
            "SELECT greatest(0, pg_current_wal_lsn() - confirmed_flush_lsn)::int8 FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND confirmed_flush_lsn IS NOT NULL";

    private static final String RETENTION =
            "SELECT greatest(0, pg_current_wal_lsn() - restart_lsn)::int8, safe_wal_size FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND restart_lsn IS NOT NULL AND safe_wal_size IS NOT NULL";

    private final Connection session;

    /**
     * How much of the log a slot keeps.
     *
     * @param kept in bytes
     * @param left how much may be written until the server gives the slot up; negative: it may do so at any time
     */
    public record Retention(long kept, long left) {
        /** How much it may keep. */
        public long limit() {
            return kept + left;
        }
    }

    public Slots(Connection session) {
        this.session = session;
    }

    public Optional<ReplicationSlot> find(String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(SELECT)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(slot(row)) : Optional.empty();
            }
        }
    }

    /** How many slots the server has. */
    public int count() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_replication_slots")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** How much of the log lies behind what was confirmed of the slot; empty if there is no such slot. */
    public OptionalLong lagBytes(String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(LAG)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** What is kept for a slot; empty if there is no such slot, or no limit. */
    public Optional<Retention> retention(String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(RETENTION)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Retention(row.getLong(1), row.getLong(2))) : Optional.empty();
            }
        }
    }

    private static ReplicationSlot slot(ResultSet row) throws SQLException {
        ReplicationSlot.User user =
                row.getBoolean(5) ? new ReplicationSlot.User(row.getInt(6), row.getString(7), row.getString(8)) : null;
        long safeWalBytes = row.getLong(12);
        boolean isUnlimited = row.wasNull();
        return new ReplicationSlot(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                user,
                lsn(row.getString(9)),
                lsn(row.getString(10)),
                row.getString(11),
                isUnlimited ? null : safeWalBytes,
                row.getString(13),
                row.getBoolean(14),
                row.getBoolean(15));
    }

    private static long lsn(@Nullable String text) {
        return text == null ? Lsn.NONE : Lsn.parse(text);
    }
}
