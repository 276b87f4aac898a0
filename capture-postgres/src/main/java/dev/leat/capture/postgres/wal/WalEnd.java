package dev.leat.capture.postgres.wal;

import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Where the log of a server ends now, asked over one session. */
public final class WalEnd {
    private static final String SETTINGS = "SELECT current_setting('wal_block_size')::int8,"
            + " (SELECT setting::int8 FROM pg_settings WHERE name = 'wal_segment_size'),"
            + " (SELECT setting::int8 FROM pg_settings WHERE name = 'wal_writer_delay')";

    /** Asks where the log ends, for {@link #place}: one of several statements that are sent at once. */
    public static final String PLACE = "SELECT pg_current_wal_insert_lsn()::text, pg_current_wal_flush_lsn()::text";

    /**
     * Lets streams come as far as the log goes before long. On a quiet server the log is flushed up to the last commit only,
     * while reading rows writes records too (pruning, hint bits) that nobody waits for. A transaction that does nothing makes
     * the WAL writer flush them within a moment, instead of within 15 seconds.
     */
    public static final String FLUSH_SOON = "SELECT pg_current_xact_id()";

    private final Connection session;
    private final WalPages pages;
    private final Duration writerDelay;

    private WalEnd(Connection session, WalPages pages, Duration writerDelay) {
        this.session = session;
        this.pages = pages;
        this.writerDelay = writerDelay;
    }

    /** Reads what the server has set for its log. */
    public static WalEnd of(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(SETTINGS)) {
            row.next();
            return new WalEnd(session, new WalPages(row.getLong(1), row.getLong(2)), Duration.ofMillis(row.getLong(3)));
        }
    }

    /** Behind every commit that is visible now; a place that a stream can reach. */
    public long insertLsn() throws SQLException {
        return pages.outsideHeader(lsn("SELECT pg_current_wal_insert_lsn()::text"));
    }

    /** As far as a stream can go now. */
    public long flushLsn() throws SQLException {
        return lsn("SELECT pg_current_wal_flush_lsn()::text");
    }

    /** Reads the answer to {@link #PLACE}. */
    public Place place(ResultSet row) throws SQLException {
        row.next();
        return new Place(pages.outsideHeader(Lsn.parse(row.getString(1))), Lsn.parse(row.getString(2)));
    }

    /** Lets streams come as far as {@code lsn} before long; see {@link #FLUSH_SOON}. */
    void flushUpTo(long lsn) throws SQLException {
        if (!new Place(lsn, flushLsn()).isFlushed()) {
            try (Statement statement = session.createStatement()) {
                statement.execute(FLUSH_SOON);
            }
        }
    }

    /** How long the WAL writer may take to flush what nobody waits for. */
    Duration maxFlushDelay() {
        return writerDelay.multipliedBy(3);
    }

    private long lsn(String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return Lsn.parse(row.getString(1));
        }
    }

    /**
     * Where the log ended at one moment.
     *
     * @param insertLsn behind every commit that was visible; a place that a stream can reach
     * @param flushLsn as far as a stream could go then
     */
    public record Place(long insertLsn, long flushLsn) {
        public boolean isFlushed() {
            return !Lsn.isAfter(insertLsn, flushLsn);
        }
    }
}
