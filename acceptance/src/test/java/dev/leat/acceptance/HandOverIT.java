package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.ChunkSteps;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.acceptance.pipeline.SinkFaults;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Where rows that are read meet the stream. A standby that never answers holds commits between log and tables, on a server
 * that nobody else commits on.
 */
@Timeout(120)
@Tag("server-version")
final class HandOverIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final int ROWS = 2000;
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private static PostgresServer server;

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private LocalSetup setup;

    /** A moment of a chunk. */
    enum Moment {
        BARRIER_TAKEN,
        BEFORE_READ,
        AFTER_READ
    }

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        source = server.createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text, n int)",
                "INSERT INTO t SELECT i, 'row ' || i, 0 FROM generate_series(1, " + ROWS + ") i");
        setup = LocalSetup.of(source.name(), source, target, TABLES).withChunkRows(100);
    }

    @AfterEach
    void dropTable() {
        server.reset("synchronous_standby_names");
        source.close();
    }

    // S1: delivered, confirmed and forgotten by a crash, while tables still show the old row
    @Test
    void waitsForACommitThatWasConfirmedBeforeACrashAndIsNotVisible() {
        makeSlotAndPublication();
        CompletableFuture<Void> delete = commitInTheLogOnly("DELETE FROM t WHERE id = 7");
        long behind = insertLsn();
        try (LocalPipeline pipeline = new LocalPipeline(setup)) {
            pipeline.start();
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> Long.compareUnsigned(confirmed(), behind) >= 0);
            pipeline.crash();

            pipeline.start();
            requireWaits(pipeline);
            makeVisible(delete);
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    // X2: the stream delivers a commit that no SELECT shows yet
    @Test
    void readsNoRowBehindTheStreamsBack() {
        makeSlotAndPublication();
        CompletableFuture<Void> update = commitInTheLogOnly("UPDATE t SET v = 'new' WHERE id = 7");
        try (LocalPipeline pipeline = new LocalPipeline(setup)) {
            pipeline.start();
            requireWaits(pipeline);
            makeVisible(update);
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    // S2: a transaction wrote before the table was published, and goes on behind it
    @Test
    void waitsForAWriterThatIsOlderThanThePublication() throws Exception {
        source.execute("CREATE TABLE first (id int PRIMARY KEY)");
        try (LocalPipeline alone =
                new LocalPipeline(LocalSetup.of(source.name(), source, target, List.of("public.first")))) {
            alone.runUntilCaughtUp();
        }
        LocalSetup both = LocalSetup.of(source.name(), source, target, List.of("public.first", "public.t"));
        try (var writer = source.connect();
                var statement = writer.createStatement();
                LocalPipeline pipeline = new LocalPipeline(both)) {
            writer.setAutoCommit(false);
            statement.execute("UPDATE t SET v = 'before it was published' WHERE id = 7");
            pipeline.start();
            requireWaits(pipeline);
            statement.execute("UPDATE t SET v = 'behind' WHERE id = 8");
            writer.commit();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            new RedisComparison(source, target).requireEqual(both.tables());
        }
    }

    // S3: a DDL that rewrites the table holds its lock when a chunk comes; under a snapshot that is older than the
    // lock the table would be empty then
    @Test
    void losesNoChunkToDdlThatRewritesTheTable() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        try (Connection ddl = source.connect();
                Statement statement = ddl.createStatement()) {
            ddl.setAutoCommit(false);
            ChunkSteps rewriting = new ChunkSteps() {
                @Override
                public void beforeRead(TableId table) {
                    if (reads.incrementAndGet() == 3) {
                        execute(statement, "ALTER TABLE t ALTER COLUMN n TYPE int USING n + 0");
                    }
                }
            };
            try (LocalPipeline pipeline = new LocalPipeline(setup.with(rewriting))) {
                pipeline.start();
                awaitLockWait();
                ddl.commit();
                pipeline.awaitSeeded();
                pipeline.awaitCaughtUp(source);

                new RedisComparison(source, target).requireEqual(TABLES);
            }
        }
    }

    private void awaitLockWait() {
        Awaitility.await("a chunk waits for its table")
                .atMost(30, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> source.server()
                        .query("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '" + source.name()
                                + "' AND application_name LIKE 'leat %' AND wait_event_type = 'Lock'")
                        .equals("t"));
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    // S7: on an idle server whose log ends at a page's end, the insert position stands behind a header nobody will
    // write
    @Test
    void finishesThoughTheLogEndsWithItsPage() {
        makeSlotAndPublication();
        try (LocalPipeline pipeline = new LocalPipeline(setup)) {
            boolean atPageEnd = endLogWithItsPage();
            pipeline.start();
            pipeline.awaitSeeded();

            assertThat(atPageEnd).as("the log ended with its page").isTrue();
        }
    }

    // X3, P6: the stream changes rows of a chunk between its read and its arrival
    @Test
    void keepsWhatTheStreamBroughtWhileAChunkWasRead() {
        AtomicBoolean once = new AtomicBoolean();
        AtomicInteger delivered = new AtomicInteger();
        ChunkSteps changing = new ChunkSteps() {
            @Override
            public void afterRead(TableId table) {
                if (once.compareAndSet(false, true)) {
                    long before = setup.faults().liveChangeCount();
                    source.execute(
                            "DELETE FROM t WHERE id = 5",
                            "UPDATE t SET v = 'live' WHERE id = 6",
                            "UPDATE t SET id = 900000 WHERE id = 7",
                            "INSERT INTO t VALUES (800000, 'behind', 1), (-1, 'in front', 1)",
                            "BEGIN; DELETE FROM t WHERE id = 8; INSERT INTO t VALUES (8, 'again', 2); COMMIT");
                    Awaitility.await()
                            .atMost(30, TimeUnit.SECONDS)
                            .until(() -> setup.faults().liveChangeCount() >= before + 7);
                    delivered.incrementAndGet();
                }
            }
        };
        try (LocalPipeline pipeline = new LocalPipeline(setup.with(changing))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            assertThat(delivered).hasValue(1);
            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    /**
     * S15, S16: a row that moves into a page that was read while the log leaves its large value out; only the stream says that
     * there is such a row, and what it has beside that value
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsARowWholeThatMovesPastTheReadOfItsTable(boolean crashes) {
        source.execute(
                "CREATE TABLE large (id int PRIMARY KEY, v text, filler text) WITH (autovacuum_enabled = false)",
                "ALTER TABLE large ALTER v SET STORAGE EXTERNAL, ALTER filler SET STORAGE PLAIN",
                "INSERT INTO large SELECT i, repeat(i::text, 3000), repeat('x', 2000) FROM generate_series(1, 42) i",
                "DELETE FROM large WHERE id <= 4",
                "VACUUM large");
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch moved = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(crashes ? 1 : 0);
        ChunkSteps moving = new ChunkSteps() {
            @Override
            public void beforeRead(TableId table) {
                if (reads.incrementAndGet() == 8) {
                    source.execute("UPDATE large SET filler = repeat('y', 1999) WHERE id = 42");
                    moved.countDown();
                    awaitLatch(gone);
                }
            }
        };
        LocalSetup ofLarge = LocalSetup.of(source.name(), source, target, List.of("public.large"))
                .withChunkRows(4)
                .with(moving);
        try (LocalPipeline pipeline = new LocalPipeline(ofLarge)) {
            pipeline.start();
            awaitLatch(moved);
            if (crashes) {
                pipeline.crash();
                gone.countDown();
                pipeline.start();
            }
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            assertThat(source.query("SELECT ctid FROM large WHERE id = 42")).startsWith("(0,");
            new RedisComparison(source, target).requireEqual(ofLarge.tables());
        }
    }

    // X3, S11: rows that were read come back after a TRUNCATE unless it empties the chunk too
    @Test
    void bringsNoRowBackThatWasTruncatedWhileAChunkWasRead() {
        AtomicInteger reads = new AtomicInteger();
        ChunkSteps truncating = new ChunkSteps() {
            @Override
            public void afterRead(TableId table) {
                if (reads.incrementAndGet() == 3) {
                    long before = setup.faults().liveChangeCount();
                    source.execute("TRUNCATE t", "INSERT INTO t VALUES (5, 'behind', 1)");
                    Awaitility.await()
                            .atMost(30, TimeUnit.SECONDS)
                            .until(() -> setup.faults().liveChangeCount() >= before + 2);
                }
            }
        };
        try (LocalPipeline pipeline = new LocalPipeline(setup.with(truncating))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            assertThat(reads).hasValueGreaterThanOrEqualTo(3);
            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    // X1: writers before and behind each step of a read, each in front of any other
    @ParameterizedTest
    @EnumSource(Moment.class)
    void hasEveryRowThatIsWrittenAt(Moment moment) {
        AtomicInteger writes = new AtomicInteger();
        Consumer<Moment> write = now -> {
            if (now == moment && writes.get() < 5) {
                int round = writes.incrementAndGet();
                source.execute(
                        "INSERT INTO t VALUES (" + (ROWS + round) + ", 'new', 1)",
                        "UPDATE t SET v = 'changed', n = n + 1 WHERE id % 7 = " + round,
                        "DELETE FROM t WHERE id % 100 = " + round,
                        "UPDATE t SET id = -id WHERE id % 100 = " + (50 + round));
            }
        };
        try (LocalPipeline pipeline = new LocalPipeline(setup.with(new Halting(write)))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            assertThat(writes).hasPositiveValue();
            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    // X3, E1: a crash between any two steps of a chunk
    @ParameterizedTest
    @EnumSource(Moment.class)
    void convergesAfterACrashAt(Moment moment) {
        CountDownLatch there = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Consumer<Moment> halt = now -> {
            if (now == moment && there.getCount() > 0) {
                there.countDown();
                awaitLatch(gone);
            }
        };
        try (LocalPipeline pipeline = new LocalPipeline(setup.with(new Halting(halt)))) {
            pipeline.start();
            awaitLatch(there);
            source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET id = -id WHERE id % 10 = 1");
            pipeline.crash();
            gone.countDown();
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    // X4: the server ends a session in the middle of its chunks
    @Test
    void readsAgainWhatALostSessionWasReading() {
        AtomicInteger reads = new AtomicInteger();
        ChunkSteps killing = new ChunkSteps() {
            @Override
            public void beforeRead(TableId table) {
                if (reads.incrementAndGet() == 5) {
                    source.server()
                            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                                    + source.name() + "' AND backend_type = 'client backend'");
                }
            }
        };
        try (LocalPipeline pipeline = new LocalPipeline(setup.with(killing))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);

            new RedisComparison(source, target).requireEqual(TABLES);
            assertThat(reads).hasValueGreaterThan(5);
        }
    }

    // X8: the answer to the last chunk's write is lost, and then the process
    @Test
    void doesNotCallATableSeededBeforeItsLastChunkIsDurable() {
        SinkFaults faults = setup.faults();
        faults.loseAnswerOf(HandOverIT::isLastRow);
        faults.hold(changes -> faults.lostAnswerCount() > 0 && isLastRow(changes));
        try (LocalPipeline pipeline = new LocalPipeline(setup)) {
            pipeline.start();
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> faults.lostAnswerCount() == 1 && faults.heldCount() > 0);
            pipeline.crash();
            long read = faults.readRowCount();
            pipeline.start();
            pipeline.awaitSeeded();

            assertThat(faults.readRowCount()).as("rows read").isGreaterThan(read);
            new RedisComparison(source, target).requireEqual(TABLES);
        }
    }

    private static boolean isLastRow(ChangeSlice changes) {
        ChangeCursor cursor = changes.cursor();
        while (cursor.next()) {
            if (cursor.operation() == Operation.READ && cursor.after().longValue(0) == ROWS) {
                return true;
            }
        }
        return false;
    }

    /** While commits wait for a standby, making them would wait too. The target is new again afterwards. */
    private void makeSlotAndPublication() {
        try (LocalPipeline pipeline = new LocalPipeline(setup)) {
            pipeline.runUntilCaughtUp();
        }
        target.clear();
    }

    private CompletableFuture<Void> commitInTheLogOnly(String sql) {
        server.set("synchronous_standby_names", "ghost");
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> source.execute(sql));
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> source.server()
                        .query("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + source.name()
                                + "' AND wait_event = 'SyncRep'")
                        .equals("1"));
        return commit;
    }

    private void makeVisible(CompletableFuture<Void> commit) {
        server.reset("synchronous_standby_names");
        commit.join();
    }

    private static void requireWaits(LocalPipeline pipeline) {
        pipeline.await("seeding waits", status -> !status.waitingFor().isEmpty());
        Awaitility.await()
                .during(A_WHILE)
                .atMost(A_WHILE.plusSeconds(10))
                .until(() -> !pipeline.status().waitingFor().isEmpty());
    }

    /** In one statement, since other sessions write too. */
    private boolean endLogWithItsPage() {
        for (int i = 0; i < 100; i++) {
            source.execute("""
                    DO $$
                    DECLARE
                        origin pg_lsn;
                        overhead int8;
                        length int8;
                    BEGIN
                        LOOP -- a page's header between the two places is not the message's
                            origin := pg_current_wal_insert_lsn();
                            PERFORM pg_logical_emit_message(false, '', repeat('x', 1000));
                            overhead := pg_current_wal_insert_lsn() - origin - 1000;
                            EXIT WHEN div(origin - '0/0', 8192) = div(pg_current_wal_insert_lsn() - '0/0', 8192);
                        END LOOP;
                        length := 8192 - (pg_current_wal_insert_lsn() - '0/0') % 8192 - overhead;
                        IF length > 300 THEN -- shorter ones have a shorter header
                            PERFORM pg_logical_emit_message(false, '', repeat('x', length::int));
                        END IF;
                    END $$
                    """);
            if (insertLsn() % 8192 == 24) {
                return true;
            }
        }
        return false;
    }

    private long confirmed() {
        return lsn("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE database = '" + source.name() + "'");
    }

    private long insertLsn() {
        return lsn("SELECT pg_current_wal_insert_lsn()");
    }

    private long lsn(String query) {
        return LogSequenceNumber.valueOf(source.server().query(query)).asLong();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("not within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pipeline was crashed while its reader stood here
        }
    }

    /** Tells of each moment. */
    private record Halting(Consumer<Moment> told) implements ChunkSteps {
        @Override
        public void barrierTaken(TableId table) {
            told.accept(Moment.BARRIER_TAKEN);
        }

        @Override
        public void beforeRead(TableId table) {
            told.accept(Moment.BEFORE_READ);
        }

        @Override
        public void afterRead(TableId table) {
            told.accept(Moment.AFTER_READ);
        }
    }
}
