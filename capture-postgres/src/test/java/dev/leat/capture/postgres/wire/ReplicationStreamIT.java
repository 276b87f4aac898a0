package dev.leat.capture.postgres.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.session.Tls;
import dev.leat.capture.postgres.wire.CopyBothStream.Frame;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
final class ReplicationStreamIT {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Tls PLAIN = new Tls(Tls.Mode.DISABLE);

    private static PostgresServer server;

    private TestDatabase database;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder()
                .tls()
                .setting("wal_sender_timeout", "4s")
                .setting("listen_addresses", "127.0.0.1,127.0.0.2")
                .start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void createSlot() {
        database = server.createDatabase();
        prepare(database);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private static void prepare(TestDatabase database) {
        database.execute(
                "CREATE TABLE t (id bigint PRIMARY KEY, b text)",
                "CREATE PUBLICATION p FOR TABLE t",
                "SELECT pg_create_logical_replication_slot('" + slot(database) + "', 'pgoutput')");
    }

    private static String slot(TestDatabase database) {
        return "slot_" + database.name();
    }

    @ParameterizedTest
    @EnumSource(Tls.Mode.class)
    void streamsWithScramOverEveryTlsMode(Tls.Mode mode) throws Exception {
        insert(1, 20_000);
        Path ca = mode.verifies() ? server.certificate() : null;

        try (ReplicationConnection connection = open(new Tls(mode, ca, null, null))) {
            assertThat(connection.isEncrypted()).isEqualTo(mode != Tls.Mode.DISABLE);
            assertThat(connection.walSenderTimeout()).isEqualTo(Duration.ofSeconds(4));
            assertThat(connection.identifySystem().systemId())
                    .isEqualTo(server.query("SELECT system_identifier FROM pg_control_system()"));

            Reader reader = new Reader(start(connection));

            assertThat(reader.readInserts(20_000)).isEqualTo(20_000);
        }
    }

    @Test // D9
    void refusesAServerThatItCannotVerify() {
        Tls unknownAuthority = new Tls(Tls.Mode.VERIFY_FULL);
        assertThatThrownBy(() -> open(unknownAuthority))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(Failure.of("connect", e).kind()).isEqualTo(ErrorKind.SETUP));

        Tls known = new Tls(Tls.Mode.VERIFY_FULL, server.certificate(), null, null);
        String otherName = database.leatUrl().replace("127.0.0.1", "127.0.0.2");
        assertThatThrownBy(() -> open(otherName, known))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(Failure.of("connect", e).kind()).isEqualTo(ErrorKind.SETUP));

        Tls missingFile = new Tls(Tls.Mode.VERIFY_FULL, Path.of("no-such-file.pem"), null, null);
        assertThatThrownBy(() -> open(missingFile))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(Failure.of("connect", e).kind()).isEqualTo(ErrorKind.SETUP));
    }

    @Test // D10
    void refusesAWrongPasswordWithoutShowingIt() {
        String url = database.leatUrl().replaceAll(":[^:@]*@", ":hunter2@");

        assertThatThrownBy(() -> open(url, PLAIN)).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(Failure.of("connect", e).kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(Failure.of("connect", e)).hasStackTraceContaining("28P01");
            assertThat(stackTrace(e)).doesNotContain("hunter2");
        });
    }

    @Test
    void deliversEveryRowOnceAndInOrder() throws Exception {
        insert(1, 200_000);

        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));

            assertThat(reader.readInserts(200_000)).isEqualTo(200_000);
            assertThat(reader.lastId).isEqualTo(200_000);
            assertThat(reader.stream.receivedLsn()) // a keepalive may tell of what others wrote since
                    .isGreaterThanOrEqualTo(reader.commitEndLsn);
        }
    }

    @Test // G18, finding 3
    void staysConnectedWhileNobodyReads() throws Exception {
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));
            insert(1, 100_000);
            assertThat(reader.readInserts(1000)).isGreaterThanOrEqualTo(1000);

            TimeUnit.SECONDS.sleep(8); // twice wal_sender_timeout

            insert(100_001, 100_100);
            assertThat(reader.readInserts(100_100)).isEqualTo(100_100);
        }
        requireNoTimeout();
    }

    @Test // G18: a small packet that no longer fits must not take the acknowledgements with it
    void staysConnectedWhileSmallTransactionsFillASocketThatWasReadFrom() throws Exception {
        int streams = 6; // no two fill their socket alike
        int rows = 50_000; // so many make the kernel expect large packets
        insert(1, rows);
        List<ReplicationConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < streams; i++) {
                String slot = slot(database) + "_" + i;
                database.execute("SELECT pg_copy_logical_replication_slot('" + slot(database) + "', '" + slot + "')");
                ReplicationConnection connection = open(PLAIN);
                connections.add(connection);
                assertThat(new Reader(start(connection, slot)).readInserts(rows))
                        .isEqualTo(rows);
            }
            try (Connection connection = database.connect();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO t VALUES (?, repeat('x', ?))")) {
                for (int id = rows + 1; id <= rows + 1500; id++) {
                    insert.setInt(1, id);
                    insert.setInt(2, id * 37 % 120);
                    insert.execute();
                }
            }
            TimeUnit.SECONDS.sleep(10); // more than twice wal_sender_timeout
            assertThat(server.query("SELECT count(*) FROM pg_replication_slots WHERE active AND database = '"
                            + database.name() + "'"))
                    .isEqualTo(Integer.toString(streams));
        } finally {
            connections.forEach(ReplicationConnection::close);
        }
        requireNoTimeout();
    }

    @Test
    void losesNoFrameOverPausesOfAnyLength() throws Exception {
        insert(1, 50_000);
        try (ReplicationConnection connection = open(new Tls(Tls.Mode.REQUIRE))) {
            Reader reader = new Reader(start(connection));
            long inserts = 0;
            for (int pause = 0; inserts < 50_000; pause++) {
                inserts = reader.readInserts(inserts + 2_000);
                TimeUnit.MILLISECONDS.sleep(pause % 50);
            }
            assertThat(inserts).isEqualTo(50_000);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.Mode.class,
            names = {"DISABLE", "REQUIRE"})
    void losesNothingWhenTimeoutsFallIntoFramesAndTlsRecords(Tls.Mode mode) throws Exception {
        insert(1, 5_000);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(server);
                ReplicationConnection connection = open(database.leatUrl(proxy.port()), new Tls(mode))) {
            proxy.limitRate(150_000); // pieces of less than a record, milliseconds apart
            Reader reader = new Reader(start(connection));
            reader.poll = Duration.ofMillis(1);

            assertThat(reader.readInserts(5_000)).isEqualTo(5_000);
            assertThat(reader.timeoutCount).isGreaterThan(100);
        }
    }

    @Test // G22
    void deliversAValueOfManyMegabytes() throws Exception {
        database.execute("INSERT INTO t SELECT 1, repeat('x', 30000000)");
        insert(2, 10);
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));

            assertThat(reader.readInserts(10)).isEqualTo(10);
            assertThat(reader.longestPayload).isGreaterThan(30_000_000);
        }
    }

    @Test
    void waitsQuietlyOnAnIdleServer() throws Exception {
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));

            reader.readFor(Duration.ofSeconds(6)); // longer than wal_sender_timeout and than the silence allowed

            insert(1, 1);
            assertThat(reader.readInserts(1)).isEqualTo(1);
            assertThat(reader.keepaliveCount).isPositive();
        }
    }

    @Test // P1
    void movesTheSlotToWhatIsConfirmedAndNoFurther() throws Exception {
        insert(1, 100);
        insert(101, 200);
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));
            reader.readTransactions(1);
            long first = reader.firstCommitEndLsn;
            reader.readTransactions(2);

            reader.stream.confirm(first);

            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> confirmedFlush() == first);
            long second = reader.commitEndLsn;
            reader.stream.confirm(second);
            assertThat(reader.stream.finish(Duration.ofSeconds(10))).isTrue();
            assertThat(confirmedFlush()).isEqualTo(second);
        }
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));
            insert(201, 201);
            assertThat(reader.readInserts(1)).isEqualTo(1);
            assertThat(reader.lastId).isEqualTo(201);
        }
    }

    @Test
    void finishesAmidALargeTransactionThatIsNotRead() throws Exception {
        insert(1, 10);
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));
            reader.readInserts(10);
            insert(11, 300_000);
            reader.readInserts(1000);
            reader.stream.confirm(reader.commitEndLsn);

            assertThat(reader.stream.finish(Duration.ofSeconds(20))).isTrue();

            assertThat(confirmedFlush()).isEqualTo(reader.commitEndLsn);
        }
    }

    @Test // G26
    void saysWhoUsesTheSlotAndCanTryAgain() throws Exception {
        try (ReplicationConnection first = open(PLAIN);
                ReplicationConnection second = open(PLAIN)) {
            CopyBothStream stream = start(first);

            assertThatThrownBy(() -> start(second)).isInstanceOfSatisfying(ServerErrorException.class, e -> {
                assertThat(e.sqlState()).isEqualTo("55006");
                assertThat(e).hasMessageContaining(slot(database)).hasMessageContaining("active for PID");
            });
            assertThat(second.identifySystem().timeline()).isEqualTo(1);

            stream.finish(Duration.ofSeconds(5));
            insert(1, 10);
            assertThat(new Reader(start(second)).readInserts(10)).isEqualTo(10);
        }
    }

    @Test
    void endsWithTheReasonWhenAnOperatorEndsTheSession() throws Exception {
        try (ReplicationConnection connection = open(PLAIN)) {
            Reader reader = new Reader(start(connection));

            server.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                    + slot(database) + "'");

            assertThatThrownBy(() -> reader.readInserts(1))
                    .isInstanceOfSatisfying(
                            ServerErrorException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("57P01"));
        }
    }

    @Test // G21
    void noticesAKilledServerAtOnce() throws Exception {
        try (PostgresServer own = PostgresServer.builder().start();
                TestDatabase ownDatabase = own.createDatabase()) {
            prepare(ownDatabase);
            try (ReplicationConnection connection = open(ownDatabase.leatUrl(), PLAIN)) {
                CopyBothStream stream = connection.start(
                        slot(ownDatabase),
                        Lsn.NONE,
                        ReplicationConnection.pgoutput(List.of("p")),
                        StreamSettings.DEFAULT);
                Reader reader = new Reader(stream);

                own.kill9();
                long killed = System.nanoTime();

                assertThatThrownBy(() -> reader.readInserts(1)).isInstanceOf(ConnectionLostException.class);
                assertThat(System.nanoTime() - killed).isLessThan(TimeUnit.SECONDS.toNanos(2));
            }
            own.start();
        }
    }

    @Test // G20
    void givesUpAConnectionThatLeadsNowhere() throws Exception {
        try (TcpFaultProxy proxy = TcpFaultProxy.to(server);
                ReplicationConnection connection = open(database.leatUrl(proxy.port()), PLAIN)) {
            Reader reader = new Reader(start(connection)); // half of wal_sender_timeout: 2 s
            reader.readFor(Duration.ofSeconds(1));

            proxy.blackHole();
            long start = System.nanoTime();

            assertThatThrownBy(() -> reader.readInserts(1))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("2000 ms");
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(6));
            proxy.pass();
        }
    }

    @Test
    void endsWhenTheConnectionIsCutAmidAFrame() throws Exception {
        insert(1, 1000);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(server);
                ReplicationConnection connection = open(database.leatUrl(proxy.port()), PLAIN)) {
            proxy.cutAfter(TcpFaultProxy.Direction.TO_CLIENT, 10_007);
            Reader reader = new Reader(start(connection));

            assertThatThrownBy(() -> reader.readInserts(1000)).isInstanceOf(ConnectionLostException.class);
            assertThat(reader.inserts).isBetween(1L, 999L);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.Mode.class,
            names = {"DISABLE", "REQUIRE"})
    void closingFreesABlockedRead(Tls.Mode mode) throws Exception {
        try (ReplicationConnection connection = open(new Tls(mode))) {
            Reader reader = new Reader(start(connection));
            reader.poll = Duration.ofMinutes(1);
            reader.readFor(Duration.ofMillis(1));
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.readInserts(1);
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            TimeUnit.MILLISECONDS.sleep(300);

            long closing = System.nanoTime();
            reader.stream.close();

            assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectionLostException.class);
            assertThat(System.nanoTime() - closing).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test // finding 4
    @SuppressWarnings("SystemGc")
    void survivesTheGarbageCollectorWhenOnlyTheStreamIsHeld() throws Exception {
        Reader reader = new Reader(start(open(PLAIN)));
        for (int i = 0; i < 5; i++) {
            System.gc();
            reader.readFor(Duration.ofMillis(100));
        }

        insert(1, 10);

        assertThat(reader.readInserts(10)).isEqualTo(10);
        reader.stream.close();
    }

    private void requireNoTimeout() {
        assertThat(server.logText().lines().filter(line -> line.contains(" " + database.name() + " ")))
                .noneMatch(line -> line.contains("due to replication timeout"));
    }

    private ReplicationConnection open(Tls tls) throws SQLException, IOException {
        return open(database.leatUrl(), tls);
    }

    private static ReplicationConnection open(String url, Tls tls) throws SQLException, IOException {
        return ReplicationConnection.open(Login.of(PostgresUrl.parse(url), null, null, tls), "leat test");
    }

    private CopyBothStream start(ReplicationConnection connection) throws IOException {
        return start(connection, slot(database));
    }

    private static CopyBothStream start(ReplicationConnection connection, String slot) throws IOException {
        return connection.start(slot, Lsn.NONE, ReplicationConnection.pgoutput(List.of("p")), StreamSettings.DEFAULT);
    }

    private void insert(int from, int to) {
        database.execute("INSERT INTO t SELECT g, 'row ' || g FROM generate_series(" + from + ", " + to + ") g");
    }

    private long confirmedFlush() {
        return Lsn.parse(server.query(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot(database) + "'"));
    }

    private static String stackTrace(@Nullable Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    /** Counts the inserts of table t, and checks that their keys rise by one. */
    private static final class Reader {
        private final CopyBothStream stream;
        private final FrameBuffer buffer = new FrameBuffer();
        private Duration poll = POLL;
        private long inserts;
        private long lastId = -1;
        private int commits;
        private long firstCommitEndLsn;
        private long commitEndLsn;
        private int longestPayload;
        private int timeoutCount;
        private int keepaliveCount;

        Reader(CopyBothStream stream) {
            this.stream = stream;
        }

        /** Reads until so many inserts, and the end of a first transaction, have come. */
        long readInserts(long count) throws IOException {
            while (inserts < count || commitEndLsn == 0) {
                readOnce();
            }
            return inserts;
        }

        void readTransactions(int count) throws IOException {
            while (commits < count) {
                readOnce();
            }
        }

        void readFor(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                readOnce();
            }
        }

        private void readOnce() throws IOException {
            buffer.compact();
            if (!stream.read(buffer, poll)) {
                timeoutCount++;
            }
            for (Frame frame = stream.next(buffer); frame != Frame.NONE; frame = stream.next(buffer)) {
                if (frame == Frame.KEEPALIVE) {
                    keepaliveCount++;
                } else {
                    count();
                }
            }
        }

        private void count() {
            int start = buffer.payloadStart();
            longestPayload = Math.max(longestPayload, buffer.payloadEnd() - start);
            byte type = buffer.bytes()[start];
            if (type == 'I') {
                inserts++;
                // Byte1 'I', Int32 relation, Byte1 'N', Int16 columns, Byte1 't', Int32 length, text of id
                int length = buffer.bytes()[start + 12];
                long id = Long.parseLong(new String(buffer.bytes(), start + 13, length, US_ASCII));
                assertThat(lastId == -1 || id == lastId + 1)
                        .as("%d after %d", id, lastId)
                        .isTrue();
                lastId = id;
            } else if (type == 'C') {
                commits++;
                commitEndLsn = buffer.walEnd();
                if (firstCommitEndLsn == 0) {
                    firstCommitEndLsn = commitEndLsn;
                }
            }
        }
    }
}
