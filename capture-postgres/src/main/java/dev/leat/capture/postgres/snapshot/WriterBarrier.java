package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.OpenTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The transactions that held a write lock on a table when its seeding began. One that ended before is visible to every later
 * read, since its locks go only after it became visible; one that takes its lock later commits behind the stream's start.
 */
final class WriterBarrier implements Barrier {
    /**
     * The ids of subtransactions are locked like those of their parents, which never end before them. A prepared transaction
     * has no process.
     */
    private static final String WRITERS = """
            SELECT DISTINCT x.transactionid::text::int8, l.pid, p.gid, a.application_name,
                   to_char(coalesce(a.xact_start, p.prepared), 'YYYY-MM-DD HH24:MI:SSOF'),
                   to_char(a.query_start, 'YYYY-MM-DD HH24:MI:SSOF')
              FROM pg_locks l
              JOIN pg_locks x ON x.virtualtransaction = l.virtualtransaction AND x.pid IS NOT DISTINCT FROM l.pid
               AND x.locktype = 'transactionid' AND x.mode = 'ExclusiveLock' AND x.granted
              LEFT JOIN pg_stat_activity a ON a.pid = l.pid
              LEFT JOIN pg_prepared_xacts p ON l.pid IS NULL AND p.transaction = x.transactionid
             WHERE l.locktype = 'relation' AND l.granted
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.relation IN (%s)
               AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
             ORDER BY 1
            """;

    private final List<Writer> writers;

    /**
     * One of them.
     *
     * @param xid the lower 32 bits of its id
     * @param who process id and application, or the name of a prepared transaction, and since when
     */
    record Writer(long xid, String who) {}

    WriterBarrier(List<Writer> writers) {
        this.writers = List.copyOf(writers);
    }

    /** Whoever writes the table now. */
    static WriterBarrier take(Connection session, TableId table) throws SQLException {
        List<Writer> writers = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(WRITERS.formatted(Estimates.tree(table)))) {
            while (row.next()) {
                writers.add(new Writer(row.getLong(1), who(row)));
            }
        }
        return new WriterBarrier(writers);
    }

    private static String who(ResultSet row) throws SQLException {
        int number = row.getInt(2);
        Integer pid = row.wasNull() ? null : number;
        String prepared = row.getString(3);
        if (pid == null && prepared == null) {
            return ""; // a subtransaction of a prepared one has no name
        }
        return new OpenTransaction(
                        row.getLong(1), pid, prepared, row.getString(4), row.getString(5), row.getString(6), null)
                .describe();
    }

    @Override
    public boolean isPassedBy(Boundary boundary) {
        VisibleTransactions visible = ((PostgresBoundary) boundary).visible();
        return writers.stream().allMatch(writer -> visible.contains(writer.xid()));
    }

    @Override
    public String waitingFor() {
        return writers.isEmpty()
                ? ""
                : writers.stream()
                        .map(Writer::who)
                        .filter(who -> !who.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(
                                "; ", "transactions that were writing when its seeding began: ", ""));
    }
}
