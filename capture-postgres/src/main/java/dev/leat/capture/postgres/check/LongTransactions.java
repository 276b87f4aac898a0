package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.OpenTransaction;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Transactions that have written, do not end, and so hold up a new slot and the seeding of what they wrote. */
final class LongTransactions {
    private LongTransactions() {}

    /**
     * @param first as they were when the check began
     * @param last as they are now: who is in both has lasted for as long as that
     * @param tolerated how long a start waits for them
     * @param role of the session: who may not see all statistics is not told when others' transactions began
     */
    static List<Finding> findings(
            List<OpenTransaction> first, List<OpenTransaction> last, Duration tolerated, Privileges role) {
        Set<Long> before = first.stream().map(OpenTransaction::xid).collect(Collectors.toSet());
        return last.stream()
                .filter(open -> before.contains(open.xid()))
                .filter(open -> open.age() == null || open.age().compareTo(tolerated) >= 0)
                .map(open -> finding(open, role))
                .toList();
    }

    private static Finding finding(OpenTransaction open, Privileges role) {
        String prepared = open.prepared();
        Duration age = open.age();
        if (prepared != null) {
            return SourceFinding.PREPARED_TRANSACTION.about(
                    prepared,
                    "transaction " + Sql.literal(prepared) + " was prepared at " + open.begin()
                            + (age == null ? "" : ", " + Amount.time(age) + " ago") + ", and has not ended",
                    "COMMIT PREPARED " + Sql.literal(prepared) + ", or ROLLBACK PREPARED " + Sql.literal(prepared));
        }
        String since = age == null
                ? "all the time of this check; since when is hidden from role " + role.role() + " (GRANT"
                        + " pg_read_all_stats TO " + Sql.identifier(role.role()) + ")"
                : "since " + open.begin() + ", for " + Amount.time(age) + "; its last statement began at "
                        + open.queryBegin();
        return SourceFinding.LONG_TRANSACTION.about(
                open.who(),
                "a transaction that has written is open " + since,
                "end it in its application, or: SELECT pg_terminate_backend(" + open.pid() + ")");
    }
}
