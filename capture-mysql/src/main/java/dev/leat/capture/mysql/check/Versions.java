package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.ServerVersion;
import java.util.Optional;

/** Which servers can log what is needed: they have {@code binlog_row_metadata}. */
final class Versions {
    private Versions() {}

    static Optional<Finding> finding(ServerVersion version) {
        boolean isYoungEnough = version.isMariaDb() ? version.isAtLeast(10, 5, 0) : version.isAtLeast(8, 0, 1);
        return isYoungEnough
                ? Optional.empty()
                : Optional.of(SourceFinding.SERVER_VERSION.about(
                        "server",
                        "the server is version " + version.text(),
                        version.isMariaDb() ? "MariaDB 10.5 or later" : "MySQL 8.0.1 or later"));
    }
}
