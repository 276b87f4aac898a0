package dev.leat.acceptance.load;

import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.replication.LogSequenceNumber;

/** One client of a load. */
final class LoadClient implements Runnable {
    /** Deadlock, serialization failure, two rows of one key, a lock that took too long: what two clients do to each other. */
    private static final Set<String> COLLISIONS = Set.of("40P01", "40001", "23505", "55P03");

    private static final long PAUSE_OF_OUTAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final TestDatabase database;
    private final Script script;
    private final Load.Pace pace;
    private final int client;
    private final Ledger ledger;
    private final Random random;
    private volatile boolean stopped;
    private long number;

    LoadClient(TestDatabase database, Script script, Load.Pace pace, int client, Ledger ledger) {
        this.database = database;
        this.script = script;
        this.pace = pace;
        this.client = client;
        this.ledger = ledger;
        this.random = new Random(pace.seed() * 31 + client);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Connection connection = database.connect()) {
                connection.setAutoCommit(false);
                noteLostAnswer(connection);
                while (!stopped) {
                    long start = System.nanoTime();
                    transaction(connection);
                    pause(start);
                }
            } catch (SQLException e) {
                if (!pace.bearsOutages() || !isOutage(e)) {
                    throw new IllegalStateException("client " + client + " of the load", e);
                }
                LockSupport.parkNanos(PAUSE_OF_OUTAGE_NANOS);
            }
        }
    }

    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** The connection may have been lost between a commit and its answer. */
    private void noteLostAnswer(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT 1 FROM " + script.ledger() + " WHERE client = " + client + " AND n = " + number)) {
            if (row.next()) {
                noteCommit(connection);
            }
        }
        connection.commit();
    }

    private void transaction(Connection connection) throws SQLException {
        try {
            if (script.run(new Turn(connection, random, client, pace.clients(), number))) {
                connection.commit();
                noteCommit(connection);
            }
            connection.rollback();
        } catch (SQLException e) {
            if (!COLLISIONS.contains(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
        }
    }

    /** Asked after the commit returned: the commit lies before it. */
    private void noteCommit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            row.next();
            ledger.committed(client, LogSequenceNumber.valueOf(row.getString(1)).asLong());
            number++;
        }
    }

    private void pause(long start) {
        if (pace.perSecond() > 0) {
            long left = start + TimeUnit.SECONDS.toNanos(1) / pace.perSecond() - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
