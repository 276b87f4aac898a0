package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.Transaction;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S1, S3, S7, C6: a boundary never claims what the rows do not show, beside writers that commit all the time. */
@Execution(ExecutionMode.CONCURRENT)
final class BoundaryIT {
    private static final int READS = 100;
    private static final int WRITERS = 4;
    private static final int COUNTED_READS = 500;
    private static final ChunkBounds ALL = new ChunkBounds(null, null);

    @ParameterizedTest
    @EnumSource
    void claimsOnlyWhatIsVisible(BinlogProduct product) throws Exception {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            claimsOnlyWhatIsVisible(database, product == BinlogProduct.MYSQL ? Positioning.GTIDS : Positioning.DOMAINS);
        }
    }

    /** Transactions become visible in another order than that of the log. */
    @Test
    void claimsOnlyWhatIsVisibleWithoutOrderedCommits() throws Exception {
        try (BinlogServer server = BinlogProduct.MYSQL
                        .builder()
                        .setting("binlog_order_commits", "OFF")
                        .timeZone("America/New_York")
                        .start();
                BinlogDatabase database = server.createDatabase()) {
            claimsOnlyWhatIsVisible(database, Positioning.GTIDS);
            readsTimesInTheServersZoneAsTheLogHasThem(database);
        }
    }

    @Test
    void claimsOnlyWhatIsVisibleWithoutGtids() throws Exception {
        try (BinlogServer server = BinlogProduct.MYSQL
                        .builder()
                        .setting("gtid_mode", "OFF")
                        .setting("enforce_gtid_consistency", "OFF")
                        .setting("binlog_order_commits", "OFF")
                        .start();
                BinlogDatabase database = server.createDatabase()) {
            refusesWithoutTheRightToLock(database);
            server.execute("GRANT LOCK TABLES ON " + database.name() + ".* TO '" + BinlogServer.USER + "'@'%'");
            waitsForWritersAndNamesTheTable(database);
            claimsOnlyWhatIsVisible(database, Positioning.FILES);
        }
    }

    /** M18: in the hour that New York has twice. */
    private static void readsTimesInTheServersZoneAsTheLogHasThem(BinlogDatabase database) {
        LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
        database.execute(
                "CREATE TABLE zoned (ts timestamp(3) PRIMARY KEY, d datetime)",
                "INSERT INTO zoned VALUES ('2024-11-03 05:30:00+00:00', now()),"
                        + " ('2024-11-03 06:30:00+00:00', now()), ('2024-03-10 03:00:00', now())");
        assertThat(ValuesIT.compare(BinlogProduct.MYSQL, logged)).containsEntry("zoned", 3);
    }

    private static void refusesWithoutTheRightToLock(BinlogDatabase database) {
        LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
        database.execute("CREATE TABLE locked (id int PRIMARY KEY)", "INSERT INTO locked VALUES (1)");
        logged.catchUp();
        try (MySqlSnapshot snapshot = snapshot(logged, Positioning.FILES);
                ChunkReader reader = snapshot.openReader()) {
            fails(ErrorKind.SETUP, "GRANT LOCK TABLES", reader, logged.id("locked"));
        }
    }

    private static void waitsForWritersAndNamesTheTable(BinlogDatabase database) throws SQLException {
        LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
        database.execute("INSERT INTO locked VALUES (2)");
        logged.catchUp();
        try (MySqlSnapshot snapshot = snapshot(logged, Positioning.FILES);
                ChunkReader reader = snapshot.openReader();
                Connection writer = database.connect()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("INSERT INTO locked VALUES (3)");

            fails(ErrorKind.CONNECTION, database.name() + ".locked", reader, logged.id("locked"));

            writer.commit();
            Chunk chunk = reader.read(logged.id("locked"), ALL, Integer.MAX_VALUE);
            assertThat(chunk.rows().get(0).size()).isEqualTo(3);
            database.execute("INSERT INTO locked VALUES (4)"); // nothing is locked any more
        }
    }

    private static void fails(ErrorKind kind, String message, ChunkReader reader, TableId table) {
        assertThatThrownBy(() -> reader.read(table, ALL, Integer.MAX_VALUE))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind))
                .hasMessageContaining(message);
    }

    /** Each transaction adds a row, so that each read shows which of them it saw. */
    private static void claimsOnlyWhatIsVisible(BinlogDatabase database, Positioning positioning) throws Exception {
        LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
        database.execute(
                "CREATE TABLE rising (id bigint PRIMARY KEY AUTO_INCREMENT, n int)",
                "INSERT INTO rising VALUES (1, 0)");
        logged.catchUp();
        TableId table = logged.id("rising");
        Map<Chunk, Map<Long, Boolean>> reads = new HashMap<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        writers.add(CompletableFuture.runAsync(() -> monitor(database, done), threads));
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        if (writer % 2 == 0) {
                            write(database, done, written);
                        } else {
                            writePrepared(database, writer, done, written);
                        }
                    },
                    threads));
        }
        try (MySqlSnapshot snapshot = snapshot(logged, positioning);
                ChunkReader reader = snapshot.openReader()) {
            // until the writers have written enough; one that ended has failed
            for (int i = 0;
                    i < READS || (written.get() <= READS && writers.stream().noneMatch(CompletableFuture::isDone));
                    i++) {
                Chunk chunk = reader.read(table, ALL, Integer.MAX_VALUE);
                Map<Long, Boolean> seen = new HashMap<>();
                chunk.rows()
                        .forEach(batch ->
                                ReadRows.each(batch, row -> seen.put(row.after().longValue(0), true)));
                reads.put(chunk, seen);
            }
        } finally {
            done.set(true);
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        logged.catchUp();

        int claimed = 0;
        int exact = 0;
        for (LoggedTables.Committed committed : logged.transactions()) {
            Transaction transaction = new Transaction(committed.id(), committed.sequence());
            List<Long> ids = new ArrayList<>();
            ReadRows.each(committed.changes(), change -> ids.add(change.after().longValue(0)));
            for (Map.Entry<Chunk, Map<Long, Boolean>> read : reads.entrySet()) {
                boolean visible = read.getValue().keySet().containsAll(ids);
                boolean contained = read.getKey().boundary().contains(transaction);
                if (contained) {
                    claimed++;
                    assertThat(visible).as("%s is claimed", committed.id()).isTrue();
                }
                if (visible) {
                    assertThat(committed.sequence())
                            .as("what is visible lies before the position")
                            .isLessThan(read.getKey().boundary().position().sequence());
                    exact += contained ? 0 : 1;
                }
            }
        }
        assertThat(logged.transactions()).hasSizeGreaterThan(READS);
        assertThat(claimed).isPositive();
        if (positioning == Positioning.FILES) {
            assertThat(exact).as("visible, but not claimed").isZero();
        }
    }

    /** MariaDB shows the place that goes with a session's view through a variable of the whole server: another's answer can be seen. */
    private static void monitor(BinlogDatabase database, AtomicBoolean done) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                statement.execute("SHOW GLOBAL STATUS LIKE 'binlog_snapshot_%'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(BinlogDatabase database, AtomicBoolean done, AtomicInteger written) {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO rising (n) VALUES (1)")) {
            while (!done.get()) {
                insert.execute();
                written.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server ends an XA transaction in another way than others, and in the session that prepared it in another than elsewhere. */
    private static void writePrepared(BinlogDatabase database, int writer, AtomicBoolean done, AtomicInteger written) {
        try (Connection connection = database.connect();
                Connection other = database.connect();
                Statement here = connection.createStatement();
                Statement elsewhere = other.createStatement()) {
            for (int i = 0; !done.get(); i++) {
                String xid = "'" + database.name() + "-" + writer + "-" + i + "'";
                here.execute("XA START " + xid);
                here.execute("INSERT INTO rising (n) VALUES (1)");
                here.execute("XA END " + xid);
                here.execute("XA PREPARE " + xid);
                (i % 2 == 0 || database.server().isMariaDb() ? here : elsewhere).execute("XA COMMIT " + xid);
                written.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // X2: MariaDB logs XA COMMIT first; a disk that is waited for makes the time until the rows are there longer
    @Test
    @Tag("slow")
    void claimsNoPreparedTransactionBeforeMariaDbShowsIt() throws Exception {
        try (BinlogServer server = BinlogProduct.MARIADB.builder().fsync().start();
                BinlogDatabase database = server.createDatabase()) {
            LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
            database.execute(
                    "CREATE TABLE counters (id bigint PRIMARY KEY, n bigint)",
                    "INSERT INTO counters VALUES (0, 0), (1, 0), (2, 0), (3, 0)");
            logged.catchUp();
            AtomicBoolean done = new AtomicBoolean();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(CompletableFuture.runAsync(() -> count(database, writer, done), threads));
            }
            Map<Chunk, long[]> reads = new HashMap<>();
            try (MySqlSnapshot snapshot = snapshot(logged, Positioning.DOMAINS);
                    ChunkReader reader = snapshot.openReader()) {
                for (int i = 0; i < COUNTED_READS && writers.stream().noneMatch(CompletableFuture::isDone); i++) {
                    Chunk chunk = reader.read(logged.id("counters"), ALL, Integer.MAX_VALUE);
                    long[] seen = new long[WRITERS];
                    chunk.rows()
                            .forEach(batch -> ReadRows.each(
                                    batch,
                                    row -> seen[(int) row.after().longValue(0)] =
                                            row.after().longValue(1)));
                    reads.put(chunk, seen);
                }
            } finally {
                done.set(true);
            }
            for (CompletableFuture<Void> writer : writers) {
                writer.get();
            }
            threads.shutdown();
            logged.catchUp();

            for (LoggedTables.Committed committed : logged.transactions()) {
                Transaction transaction = new Transaction(committed.id(), committed.sequence());
                ReadRows.each(
                        committed.changes(),
                        change -> reads.forEach((chunk, seen) -> {
                            if (chunk.boundary().contains(transaction)) {
                                assertThat(seen[(int) change.after().longValue(0)])
                                        .as("%s is claimed", committed.id())
                                        .isGreaterThanOrEqualTo(change.after().longValue(1));
                            }
                        }));
            }
            assertThat(reads).hasSize(COUNTED_READS);
        }
    }

    private static void count(BinlogDatabase database, int writer, AtomicBoolean done) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 1; !done.get(); i++) {
                String xid = "'" + writer + "-" + i + "'";
                statement.execute("XA START " + xid);
                statement.execute("UPDATE counters SET n = " + i + " WHERE id = " + writer);
                statement.execute("XA END " + xid);
                statement.execute("XA PREPARE " + xid);
                statement.execute("XA COMMIT " + xid);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** S1: what the stream was told before, and nobody sees yet. */
    @Test
    void holdsSeedingBackUntilTheStreamsStartIsVisible() throws InterruptedException, ExecutionException {
        BinlogServer server = BinlogProduct.MYSQL.shared();
        try (BinlogDatabase database = server.createDatabase()) {
            LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
            database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            logged.catchUp();
            GtidSet executed = GtidSet.parse(server.query("SELECT @@gtid_executed"));
            GtidSet ahead = executed.copy();
            String unseen = "0d0ed5c3-e67c-11f1-b383-02fc00000001:7";
            GtidSet.parse(unseen).sources().forEach(source -> ahead.add(source, 7));

            try (MySqlSnapshot behind = snapshot(logged, Positioning.GTIDS, executed);
                    MySqlSnapshot before = snapshot(logged, Positioning.GTIDS, ahead);
                    ChunkReader reader = before.openReader()) {
                Chunk chunk = reader.read(logged.id("t"), ALL, Integer.MAX_VALUE);
                Barrier passed = behind.barrier(logged.id("t"));
                Barrier waiting = before.barrier(logged.id("t"));

                assertThat(passed.isPassedBy(chunk.boundary())).isTrue();
                assertThat(passed.waitingFor()).isEqualTo("nothing");
                assertThat(waiting.isPassedBy(chunk.boundary())).isFalse();
                assertThat(waiting.waitingFor()).isEqualTo("transactions " + unseen);
            }
        }
    }

    private static MySqlSnapshot snapshot(LoggedTables logged, Positioning positioning) {
        return snapshot(logged, positioning, new GtidSet());
    }

    private static MySqlSnapshot snapshot(LoggedTables logged, Positioning positioning, GtidSet start) {
        return new MySqlSnapshot(
                logged.login(),
                logged,
                positioning,
                logged.order(),
                logged.commits(),
                () -> new StreamBegin(start.copy(), 0));
    }
}
