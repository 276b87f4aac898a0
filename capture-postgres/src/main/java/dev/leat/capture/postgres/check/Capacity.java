package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import java.util.List;
import java.util.Optional;

/** Whether the server has a slot, a WAL sender and connections left. */
final class Capacity {
    /** What to add to a limit that is reached: changing it takes a restart, so not one at a time. */
    private static final int MORE = 5;

    /** The stream, its watch, lag, and two that seed; one to reconnect while the server still holds the last one. */
    private static final int CONNECTIONS = 6;

    private Capacity() {}

    /**
     * @param own the pipeline's slot, if there is one
     * @param slotCount of the whole server
     */
    static List<Finding> slots(ServerState server, Optional<ReplicationSlot> own, int slotCount) {
        String setting = "max_replication_slots";
        int most = most(server, setting);
        int free = most - slotCount - (own.isPresent() ? 0 : 1);
        if (free < 0) {
            return List.of(SourceFinding.REPLICATION_SLOTS.about(
                    setting,
                    "the server has as many slots as it may have (" + most + ")",
                    "run: ALTER SYSTEM SET " + setting + " = " + (most + MORE)
                            + "; and restart the server, or drop a slot that nobody needs"));
        }
        return free > 0
                ? List.of()
                : List.of(SourceFinding.REPLICATION_SLOTS_SCARCE.about(
                        setting,
                        "beside the pipeline's, none of the server's " + most + " slots is free",
                        "ALTER SYSTEM SET " + setting + " = " + (most + MORE) + "; and restart the server"));
    }

    /**
     * @param own the pipeline's slot, if there is one; while it is in use, a sender is the pipeline's
     * @param taken senders, the pipeline's included
     */
    static List<Finding> senders(ServerState server, Optional<ReplicationSlot> own, int taken) {
        String setting = "max_wal_senders";
        int most = most(server, setting);
        boolean isRunning = own.filter(ReplicationSlot::isActive).isPresent();
        int free = most - taken - (isRunning ? 0 : 1);
        if (free < 0) {
            return List.of(SourceFinding.WAL_SENDERS.about(
                    setting,
                    "all " + most + " WAL senders of the server are taken",
                    "run: ALTER SYSTEM SET " + setting + " = " + (most + MORE)
                            + "; and restart the server, or end a reader that nobody needs: SELECT pid,"
                            + " application_name FROM pg_stat_replication"));
        }
        return free > 0
                ? List.of()
                : List.of(SourceFinding.WAL_SENDERS_SCARCE.about(
                        setting,
                        "beside the pipeline's, none of the server's " + most + " WAL senders is free",
                        "ALTER SYSTEM SET " + setting + " = " + (most + MORE) + "; and restart the server"));
    }

    static List<Finding> connections(Privileges role) {
        return role.maxConnections() < 0 || role.maxConnections() >= CONNECTIONS
                ? List.of()
                : List.of(SourceFinding.ROLE_CONNECTION_LIMIT.about(
                        role.role(),
                        "role " + role.role() + " may have " + role.maxConnections() + " connections, and a pipeline"
                                + " has up to " + CONNECTIONS,
                        "ALTER ROLE " + Sql.identifier(role.role()) + " CONNECTION LIMIT -1"));
    }

    private static int most(ServerState server, String setting) {
        return server.setting(setting).map(Integer::parseInt).orElse(Integer.MAX_VALUE);
    }
}
