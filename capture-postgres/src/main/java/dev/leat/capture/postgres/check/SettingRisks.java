package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.finding.SourceFinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Versions and settings with which a pipeline works, but not well. */
final class SettingRisks {
    /** The newest that the tests run against. */
    private static final int MAX_MAJOR = 18;

    /** A garbage collection, a switch of the network, a busy disk: shorter than that. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private SettingRisks() {}

    static List<Finding> findings(ServerState server) {
        List<Finding> findings = new ArrayList<>();
        if (server.major() > MAX_MAJOR) {
            findings.add(SourceFinding.SERVER_VERSION_UNTESTED.about(
                    "server",
                    "the server is version " + server.version() + ", and this Leat was tested up to " + MAX_MAJOR,
                    "look for a newer version of Leat"));
        }
        String encoding = server.setting("server_encoding").orElse("");
        if (encoding.equals("SQL_ASCII")) {
            findings.add(SourceFinding.SERVER_ENCODING.about(
                    server.database(),
                    "database " + server.database() + " has the encoding SQL_ASCII",
                    "see that its texts are UTF-8, or dump it and restore it into: CREATE DATABASE ... ENCODING 'UTF8'"
                            + " TEMPLATE template0"));
        }
        senderTimeout(server, findings);
        return findings;
    }

    private static void senderTimeout(ServerState server, List<Finding> findings) {
        String setting = "wal_sender_timeout";
        Duration timeout =
                Duration.ofMillis(server.setting(setting).map(Long::parseLong).orElse(SHORT.toMillis()));
        if (timeout.compareTo(SHORT) < 0) {
            findings.add(SourceFinding.WAL_SENDER_TIMEOUT.about(
                    setting,
                    setting + " is " + (timeout.isZero() ? "0: never" : timeout.toMillis() + " ms"),
                    "ALTER SYSTEM SET " + setting + " = '60s'; SELECT pg_reload_conf(); a setting of the role or the"
                            + " database goes first: ALTER ROLE ... RESET " + setting));
        }
    }
}
