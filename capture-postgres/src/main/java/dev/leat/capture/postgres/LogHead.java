package dev.leat.capture.postgres;

import dev.leat.api.Position;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/**
 * The end of the log. The insert position covers every visible commit; on an idle server it can stand past a page header that
 * nothing is written behind, so that the flush position, which the stream can reach, is waited for only while it moves.
 */
final class LogHead {
    private static final long STANDSTILL_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private final Connection session;

    LogHead(Connection session) {
        this.session = session;
    }

    Position read() throws SQLException, InterruptedException {
        long insert = lsn("SELECT pg_current_wal_insert_lsn()::text");
        long flush = lsn("SELECT pg_current_wal_flush_lsn()::text");
        long movedAt = System.nanoTime();
        while (Lsn.isAfter(insert, flush) && System.nanoTime() - movedAt < STANDSTILL_NANOS) {
            Thread.sleep(LOOK_MILLIS);
            long now = lsn("SELECT pg_current_wal_flush_lsn()::text");
            if (now != flush) {
                flush = now;
                movedAt = System.nanoTime();
            }
        }
        return new Position(flush, Lsn.format(flush));
    }

    private long lsn(String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return Lsn.parse(row.getString(1));
        }
    }

    static OptionalLong lagBytes(Connection session, String slot) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT greatest(0, pg_current_wal_lsn() - confirmed_flush_lsn)::int8 FROM pg_replication_slots"
                                + " WHERE slot_name = " + Sql.literal(slot))) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }
}
