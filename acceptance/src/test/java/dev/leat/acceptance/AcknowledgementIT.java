package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.acceptance.pipeline.SinkFaults;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;

/** What the server is told must be in the target: seen at the slot, and over a crash at the worst moment. */
@Timeout(120)
@Tag("server-version")
final class AcknowledgementIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final int ROWS = 5000;

    /** Many times the interval at which the engine confirms. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private String slot;
    private LocalPipeline pipeline;
    /** Where the commit begins of the first transaction that is held. */
    private final AtomicLong heldCommit = new AtomicLong(Long.MAX_VALUE);

    @BeforeEach
    void seedOneRow() {
        source = PostgresServer.shared().createDatabase();
        source.execute("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (0, 'seeded')");
        slot = "leat_" + source.name();
        pipeline = new LocalPipeline(LocalSetup.of(source.name(), source, target, TABLES));
        pipeline.start();
        pipeline.awaitSeeded();
        pipeline.awaitCaughtUp(source);
    }

    @AfterEach
    void close() {
        pipeline.close();
        source.close();
    }

    // G1, P1
    @Test
    void keepsTheSlotBeforeAWriteThatIsHeld() {
        hold(SinkFaults.of("t"));
        source.execute("INSERT INTO t VALUES (1, 'held')");
        awaitHeldWrite();

        requireSlotStaysBeforeHeldCommit();
        pipeline.crash();
        pipeline.start();
        pipeline.awaitCaughtUp(source);

        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // G2, P1: keepalives tell of places behind what was received and is not written
    @Test
    void takesNoKeepaliveForADelivery() throws Exception {
        try (Connection large = source.connect();
                Statement statement = large.createStatement()) {
            large.setAutoCommit(false);
            statement.execute("INSERT INTO t SELECT i, 'large' FROM generate_series(1000, " + (1000 + ROWS) + ") i");
            source.execute("INSERT INTO t VALUES (1, 'confirmed')");
            pipeline.awaitCaughtUp(source);

            hold(SinkFaults.of("t"));
            source.execute("INSERT INTO t VALUES (2, 'received, not written')");
            awaitHeldWrite();
            large.commit(); // its records are older than the held one
            source.execute("SELECT pg_logical_emit_message(true, 'test', 'something to tell of')");

            requireSlotStaysBeforeHeldCommit();
        }
        pipeline.crash();
        pipeline.start();
        pipeline.awaitCaughtUp(source);

        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // G3, P1, P2: a transaction in many batches, crashed at the first, at one in its middle and near its end
    @ParameterizedTest
    @ValueSource(ints = {1, 12, 30})
    void deliversAWholeTransactionAgainThatWasCutByACrash(int writes) {
        AtomicInteger passed = new AtomicInteger();
        hold(changes -> passed.incrementAndGet() > writes);
        source.execute("INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, " + ROWS + ") i");
        awaitHeldWrite();

        requireSlotStaysBeforeHeldCommit();
        pipeline.crash();
        pipeline.start();
        pipeline.awaitCaughtUp(source);

        new RedisComparison(source, target).requireEqual(TABLES);
    }

    // G5: the rows of a COPY share their position; the ordinal tells them apart, also when they come again
    @Test
    void givesEveryRowOfACopyTheSamePlaceWhenItComesAgain() throws Exception {
        int rows = 1000;
        Map<Integer, String> first = new ConcurrentHashMap<>();
        AtomicInteger passed = new AtomicInteger();
        pipeline.faults().hold(changes -> {
            notePlaces(changes, first);
            return passed.incrementAndGet() > 3;
        });
        try (Connection connection = source.connect()) {
            String lines =
                    IntStream.rangeClosed(1, rows).mapToObj(i -> i + "\tv\n").collect(Collectors.joining());
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN", new StringReader(lines));
        }
        awaitHeldWrite();
        pipeline.crash();
        Map<Integer, String> again = new ConcurrentHashMap<>();
        pipeline.faults().hold(changes -> {
            notePlaces(changes, again);
            return false;
        });
        pipeline.start();
        pipeline.awaitCaughtUp(source);

        assertThat(again).hasSize(rows).containsAllEntriesOf(first);
        assertThat(again.values()).doesNotHaveDuplicates();
        assertThat(first).isNotEmpty();
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    /** Of each row: the transaction's place in commit order, and the row's in its transaction. */
    private static void notePlaces(ChangeSlice changes, Map<Integer, String> places) {
        ChangeCursor cursor = changes.cursor();
        while (cursor.next()) {
            places.put((int) cursor.after().longValue(0), cursor.sequence() + "/" + cursor.ordinal());
        }
    }

    // P13: FailAfterWrite; the same changes are written twice
    @Test
    void bearsThatTheAnswerToAWriteIsLost() {
        pipeline.faults().loseAnswerOf(SinkFaults.of("t"));

        source.execute(
                "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 50) i", "DELETE FROM t WHERE id = 7");
        pipeline.awaitCaughtUp(source);

        assertThat(pipeline.faults().lostAnswerCount()).isOne();
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    private void hold(Predicate<ChangeSlice> matching) {
        pipeline.faults().hold(changes -> {
            boolean isHeld = matching.test(changes);
            ChangeCursor change = changes.cursor();
            if (isHeld && change.next()) {
                heldCommit.accumulateAndGet(change.sequence(), Math::min);
            }
            return isHeld;
        });
    }

    private void awaitHeldWrite() {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> pipeline.faults().heldCount() > 0);
    }

    /** A server sends a transaction again whose commit it was not told of, wherever its rows are; others write to the log, too. */
    private void requireSlotStaysBeforeHeldCommit() {
        Awaitility.await("the slot stays before what is held")
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .during(LONG_ENOUGH)
                .atMost(LONG_ENOUGH.plusSeconds(10))
                .until(() -> Long.compareUnsigned(
                                lsn("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE" + " slot_name = '"
                                        + slot + "'"),
                                heldCommit.get())
                        <= 0);
    }

    private long lsn(String query) {
        return LogSequenceNumber.valueOf(source.server().query(query)).asLong();
    }
}
