package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Opens sessions that read rows beside the stream. Thread-safe. */
public final class PostgresSnapshot implements Snapshot {
    private final Login login;
    private final String applicationName;
    private final Function<TableId, SnapshotTable> tables;
    private final BatchLimits limits;

    /**
     * @param tables finds what is known about a selected table
     */
    public PostgresSnapshot(
            Login login, String applicationName, Function<TableId, SnapshotTable> tables, BatchLimits limits) {
        this.login = login;
        this.applicationName = applicationName;
        this.tables = tables;
        this.limits = limits;
    }

    /**
     * Whoever holds a write lock on the table now. A transaction that ended before is visible to every later read, since its
     * locks go only after it became visible; one that takes its lock later commits behind the stream's start.
     */
    @Override
    public Barrier barrier(TableId table) {
        String writers = """
                SELECT DISTINCT x.transactionid::text, coalesce(l.pid::text, 'prepared'), coalesce(a.application_name, '')
                FROM pg_locks l
                JOIN pg_locks x ON x.virtualtransaction = l.virtualtransaction
                  AND x.pid IS NOT DISTINCT FROM l.pid
                  AND x.locktype = 'transactionid' AND x.mode = 'ExclusiveLock' AND x.granted
                LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'relation' AND l.granted
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND l.relation IN (%s)
                  AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
                """.formatted(leaves(table));
        try (Connection session = Session.open(login, applicationName);
                Statement statement = session.createStatement()) {
            List<WriterBarrier.Writer> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(writers)) {
                while (row.next()) {
                    String who = "pid " + row.getString(2) + (row.getString(3).isEmpty() ? "" : " " + row.getString(3));
                    found.add(new WriterBarrier.Writer(Long.parseLong(row.getString(1)), who));
                }
            }
            return new WriterBarrier(found);
        } catch (SQLException failure) {
            throw Failure.of("cannot see who is writing " + table, failure);
        }
    }

    @Override
    public ChunkReader openReader() {
        try {
            Connection session = Session.open(login, applicationName);
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT current_setting('wal_block_size')::int8,"
                            + " (SELECT setting::int8 FROM pg_settings WHERE name = 'wal_segment_size')")) {
                row.next();
                WalPages pages = new WalPages(row.getLong(1), row.getLong(2));
                return new PostgresChunkReader(session, tables, pages, limits, Clock.systemUTC());
            } catch (SQLException failure) {
                session.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw Failure.of("cannot open a session to read rows", failure);
        }
    }

    /** A query for the table's OID and those of its partitions. */
    static String leaves(TableId table) {
        String name = Sql.literal(Sql.qualified(table.schema(), table.name()));
        return "SELECT " + name + "::regclass::oid UNION ALL SELECT relid::oid FROM pg_partition_tree(" + name
                + "::regclass)";
    }

    @Override
    public void close() {
        // Readers are closed by whoever opened them.
    }
}
