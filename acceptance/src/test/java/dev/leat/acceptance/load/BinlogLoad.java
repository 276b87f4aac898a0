package dev.leat.acceptance.load;

import dev.leat.testkit.server.BinlogDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Clients that change a shop on MySQL or MariaDB until they are stopped: values of many types, keys that move, a key of two
 * columns and one whose case the server does not tell apart. Each transaction that commits has a row in the ledger.
 */
public final class BinlogLoad implements AutoCloseable {
    /** Its tables, by their bare names. */
    public static final List<String> TABLES = List.of("items", "parts", "words", "ledger");

    /** How many items there are at first. */
    public static final int ITEMS = 120 * 120;

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int PER_SECOND = 150;

    /** Deadlock, a lock that took too long, two rows of one key: what two clients do to each other; two of them in XA's own words. */
    private static final Set<String> COLLISIONS = Set.of("40001", "41000", "23000", "XA102", "XA106");

    private final BinlogDatabase database;
    private final AtomicLong commits = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private BinlogLoad(BinlogDatabase database) {
        this.database = database;
    }

    /** Makes the tables and their first rows. */
    public static void create(BinlogDatabase database) {
        database.execute(
                "ALTER DATABASE " + database.name() + " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(60) NOT NULL, big BIGINT UNSIGNED, v DOUBLE,"
                        + " price DECIMAL(20,4), at DATETIME(3), stamped TIMESTAMP(6) NULL, day DATE, note TEXT, raw BLOB,"
                        + " doc JSON, state ENUM('new','päid','it''s') NOT NULL)",
                "CREATE TABLE parts (place INT, code VARCHAR(20), qty INT, PRIMARY KEY (code, place))",
                "CREATE TABLE words (word VARCHAR(40) PRIMARY KEY, n INT)",
                "CREATE TABLE ledger (client INT, n BIGINT, PRIMARY KEY (client, n))",
                "INSERT INTO items WITH RECURSIVE d (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 119),"
                        + " n (i) AS (SELECT a.i * 120 + b.i FROM d a, d b)"
                        + " SELECT i, CONCAT('näme 🎈', i), 18446744073709551615 - i, i / 7e0, i / 7, NULL,"
                        + " '2026-11-22 10:00:00.123456' + INTERVAL i MICROSECOND, '2026-11-22' - INTERVAL i DAY,"
                        + " IF(i % 3 = 0, NULL, REPEAT('x', i % 300)), UNHEX(SHA2(i, 224)), JSON_OBJECT('k', i, 'of',"
                        + " JSON_ARRAY(i / 8e0, NULL, '\"ü\"')), 1 + i % 3 FROM n",
                "INSERT INTO parts WITH RECURSIVE d (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 500)"
                        + " SELECT i % 7, CONCAT('a:\\\\', i), i FROM d",
                "INSERT INTO words WITH RECURSIVE d (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 500)"
                        + " SELECT CONCAT('Word', i), i FROM d");
    }

    /** Starts so many clients; the tables are there. */
    public static BinlogLoad start(BinlogDatabase database, int clients) {
        BinlogLoad load = new BinlogLoad(database);
        for (int i = 0; i < clients; i++) {
            int client = i;
            Thread thread = new Thread(() -> load.run(client, clients), "load-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, thrown) -> load.failure.compareAndSet(null, thrown));
            load.threads.add(thread);
        }
        load.threads.forEach(Thread::start);
        return load;
    }

    private void run(int client, int clients) {
        Random random = new Random(31 + client);
        long number = 0;
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                Turn turn = new Turn(connection, random, client, clients, number);
                boolean isCommitted =
                        turn.between(1, 4) == 1 ? prepareAndEnd(connection, turn) : commitOrRollback(connection, turn);
                if (isCommitted) {
                    number++;
                    commits.incrementAndGet();
                }
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("client " + client + " of the load", e);
        }
    }

    private boolean commitOrRollback(Connection connection, Turn turn) throws SQLException {
        try {
            change(turn);
            if (turn.between(1, 12) == 1) {
                connection.rollback();
                return false;
            }
            enter(turn);
            connection.commit();
            return true;
        } catch (SQLException e) {
            requireCollision(e);
            connection.rollback();
            return false;
        }
    }

    /** The other clients commit between the two phases. */
    private boolean prepareAndEnd(Connection connection, Turn turn) throws SQLException {
        String xid = "'" + database.name() + "-" + turn.client() + "-" + turn.number() + "'";
        try (Statement xa = connection.createStatement()) {
            xa.execute("XA START " + xid);
            boolean isPrepared = false;
            try {
                change(turn);
                enter(turn);
                xa.execute("XA END " + xid);
                xa.execute("XA PREPARE " + xid);
                isPrepared = true;
            } catch (SQLException e) {
                requireCollision(e);
                endAfterFailure(xa, xid);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(turn.between(0, 20)));
            boolean isCommitted = isPrepared && turn.between(1, 5) > 1;
            xa.execute((isCommitted ? "XA COMMIT " : "XA ROLLBACK ") + xid);
            return isCommitted;
        }
    }

    /** The server says again why the transaction can only be rolled back. */
    private static void endAfterFailure(Statement xa, String xid) {
        try {
            xa.execute("XA END " + xid);
        } catch (SQLException rolledBack) {
            // that follows
        }
    }

    private static void enter(Turn turn) throws SQLException {
        turn.update("INSERT INTO ledger VALUES (?, ?)", turn.client(), turn.number());
    }

    private static void requireCollision(SQLException failure) throws SQLException {
        if (!COLLISIONS.contains(failure.getSQLState())) {
            throw failure;
        }
    }

    private static void change(Turn turn) throws SQLException {
        for (int i = turn.between(1, 3); i > 0; i--) {
            int id = turn.between(0, ITEMS);
            switch (turn.between(0, 8)) {
                case 0 -> turn.update("DELETE FROM items WHERE id = ?", id);
                case 1 -> turn.update("UPDATE items SET id = ? WHERE id = ?", turn.between(0, 2 * ITEMS), id);
                case 2 ->
                    turn.update(
                            "UPDATE items SET at = NOW(3), stamped = NOW(6), note = ? WHERE id = ?", "ñ\n" + id, id);
                case 3 ->
                    turn.update(
                            "UPDATE items SET doc = JSON_SET(doc, '$.k', ?), state = 'it''s' WHERE id BETWEEN ? AND ?",
                            turn.number(),
                            id,
                            id + 20);
                case 4 ->
                    turn.update(
                            "REPLACE INTO items VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?, '[1, {\"a\": null}]', 'päid')",
                            id,
                            "replaced '\"\\",
                            turn.number(),
                            turn.random().nextDouble() * 1e9,
                            "-123456789012345.6789",
                            new byte[] {0, (byte) turn.number(), -1});
                // the same key to the server, another one to the target
                case 5 -> turn.update("UPDATE words SET word = UPPER(word) WHERE word = ?", word(turn));
                case 6 ->
                    turn.update(
                            "INSERT INTO words VALUES (?, ?) ON DUPLICATE KEY UPDATE n = n + 1",
                            word(turn).toLowerCase(Locale.ROOT),
                            id);
                case 7 -> turn.update("DELETE FROM words WHERE word = ?", word(turn));
                default ->
                    turn.update("UPDATE parts SET place = place + 7, qty = NULL WHERE place = ?", turn.between(0, 60));
            }
        }
    }

    private static String word(Turn turn) {
        return "Word" + turn.between(0, 600);
    }

    /** Waits until so many more transactions have committed. */
    public void awaitCommits(int more) {
        long wanted = commits.get() + more;
        Awaitility.await()
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> failure.get() != null || commits.get() >= wanted);
        requireHealthy();
    }

    /** Ends the clients between two transactions; throws what one of them failed of. */
    public void stop() {
        close();
        requireHealthy();
    }

    private void requireHealthy() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("the load failed", thrown);
        }
    }

    /** Ends the clients. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(DEADLINE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the load ends", e);
            }
            if (thread.isAlive()) {
                throw new AssertionError("a client of the load still runs");
            }
        }
    }
}
