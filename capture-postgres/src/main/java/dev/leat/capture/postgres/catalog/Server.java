package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what kind of server a session has got to, and what it may do there. */
public final class Server {

    private static final String STATE =
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_database(),"
                    + " pg_is_in_recovery()";

    private static final String SETTINGS = """
            SELECT name, setting FROM pg_settings
             WHERE name IN ('wal_level', 'max_replication_slots', 'max_wal_senders', 'max_slot_wal_keep_size',
                            'wal_sender_timeout', 'idle_replication_slot_timeout', 'logical_decoding_work_mem',
                            'server_encoding', 'output_plugin_libraries', 'hot_standby_feedback',
                            'synchronous_standby_names', 'synchronous_commit')
            """;

    /** {@code rds_replication} exists at one provider, where the attribute cannot be given. */
    private static final String PRIVILEGES = """
            SELECT r.rolname, r.rolsuper,
                   r.rolsuper OR r.rolreplication
                     OR EXISTS (SELECT FROM pg_roles p
                                 WHERE p.rolname = 'rds_replication' AND pg_has_role(r.oid, p.oid, 'MEMBER')),
                   has_database_privilege(current_database(), 'CREATE'),
                   CASE WHEN r.rolsuper THEN -1 ELSE r.rolconnlimit END
              FROM pg_roles r
             WHERE r.rolname = current_user
            """;

    /** A primary writes files of the log whose names begin with its timeline. */
    private static final String IDENTITY = """
            SELECT system_identifier::text,
                   ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
                   pg_current_wal_flush_lsn()::text
              FROM pg_control_system()
             WHERE NOT pg_is_in_recovery()
            """;

    private final Connection session;

    public Server(Connection session) {
        this.session = session;
    }

    public ServerState state() throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Statement statement = session.createStatement()) {
            try (ResultSet rows = statement.executeQuery(SETTINGS)) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                }
            }
            try (ResultSet row = statement.executeQuery(STATE)) {
                row.next();
                return new ServerState(row.getInt(1), row.getString(2), row.getString(3), row.getBoolean(4), settings);
            }
        }
    }

    public Privileges privileges() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(PRIVILEGES)) {
            row.next();
            return new Privileges(
                    row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), row.getInt(5));
        }
    }

    /** The same as a walsender says of itself; empty if the session has got to a standby. */
    public Optional<SystemIdentity> identity() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(IDENTITY)) {
            return row.next()
                    ? Optional.of(new SystemIdentity(row.getString(1), row.getInt(2), Lsn.parse(row.getString(3))))
                    : Optional.empty();
        }
    }
}
