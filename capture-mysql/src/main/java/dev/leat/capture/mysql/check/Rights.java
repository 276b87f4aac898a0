package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.catalog.Grants;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the account lacks. The right to read is seen where the tables are. */
final class Rights {
    private static final String READ_LOG = "REPLICATION SLAVE";
    private static final String ASK_FOR_END = "REPLICATION CLIENT";

    /** MariaDB's name of it, under which {@code SHOW GRANTS} has it. */
    private static final String MONITOR = "BINLOG MONITOR";

    private static final String LOCK = "LOCK TABLES";

    private Rights() {}

    static List<Finding> ofLog(Grants grants, boolean isMariaDb) {
        List<String> missing = new ArrayList<>();
        if (!grants.allow(READ_LOG)) {
            missing.add(READ_LOG);
        }
        if (!mayAskForEnd(grants)) {
            missing.add(isMariaDb ? MONITOR : ASK_FOR_END);
        }
        if (missing.isEmpty()) {
            return List.of();
        }
        String privileges = String.join(", ", missing);
        return List.of(SourceFinding.REPLICATION_PRIVILEGE.about(
                grants.account(),
                "the account " + grants.account() + " lacks " + String.join(" and ", missing),
                "GRANT " + privileges + " ON *.* TO " + grants.account()));
    }

    /** Whether it may ask where the log ends, and how much there is of it. */
    static boolean mayAskForEnd(Grants grants) {
        return grants.allow(ASK_FOR_END, MONITOR);
    }

    /** C6: without GTIDs only a lock tells which changes the rows have that are read under it. */
    static List<Finding> toLock(Grants grants, Set<String> schemas) {
        List<Finding> findings = new ArrayList<>();
        for (String schema : new TreeSet<>(schemas)) {
            if (!grants.allowIn(schema, LOCK)) {
                findings.add(SourceFinding.LOCK_PRIVILEGE.about(
                        schema,
                        "the account " + grants.account() + " may not lock tables of " + schema
                                + ", and the server has no GTIDs",
                        "GRANT LOCK TABLES ON " + Sql.identifier(schema) + ".* TO " + grants.account()
                                + "; or gtid_mode = ON"));
            }
        }
        return findings;
    }
}
