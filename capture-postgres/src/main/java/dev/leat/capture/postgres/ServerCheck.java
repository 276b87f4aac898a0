package dev.leat.capture.postgres;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;

/** What a server and a role must bring before a replication connection can be opened. */
final class ServerCheck {
    static final int MIN_MAJOR = 14;

    private ServerCheck() {}

    static List<Finding> problems(ServerState server, Privileges role) {
        List<Finding> problems = new ArrayList<>();
        if (server.major() < MIN_MAJOR) {
            problems.add(SourceFinding.SERVER_VERSION.about(
                    "server",
                    "the server is version " + server.version(),
                    "PostgreSQL " + MIN_MAJOR + " or later is needed"));
        }
        if (!server.walLevel().equals("logical")) {
            problems.add(SourceFinding.WAL_LEVEL.about(
                    "wal_level",
                    "wal_level is " + server.walLevel() + ", logical is needed",
                    "run: ALTER SYSTEM SET wal_level = logical; and restart the server"));
        }
        if (server.isInRecovery()) {
            problems.add(SourceFinding.STANDBY.about("server", "the server is a standby", "connect to the primary"));
        }
        if (!role.mayReplicate()) {
            problems.add(SourceFinding.REPLICATION_PRIVILEGE.about(
                    role.role(),
                    "role " + role.role() + " may not replicate",
                    "run: ALTER ROLE " + Sql.identifier(role.role()) + " REPLICATION"));
        }
        return problems;
    }
}
