package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.gtid.DomainPositions;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
final class BinlogStreamIT {
    private static final ReplicaId REPLICA = ReplicaId.random(new Random());

    @ParameterizedTest
    @EnumSource
    void deliversWhatIsBehindASetOfTransactions(BinlogProduct product) {
        BinlogServer server = product.shared();
        try (BinlogDatabase database = server.createDatabase()) {
            database.execute("CREATE TABLE before_start (id int PRIMARY KEY)", "INSERT INTO before_start VALUES (1)");
            DumpStart start = behind(server);
            database.execute("CREATE TABLE behind_start (id int PRIMARY KEY)", "INSERT INTO behind_start VALUES (1)");

            try (BinlogStream stream = open(server).dump(start, Dumped.MAX_SILENCE, true)) {
                Dumped first = Dumped.await(
                        stream,
                        new PacketBuffer(),
                        event ->
                                event.type() == Dumped.TABLE_MAP && event.text().contains(database.name()));

                assertThat(first.text()).contains("behind_start");
            }
        }
    }

    /** An event of more than 16 MB comes in several packets. */
    @ParameterizedTest
    @EnumSource
    void deliversAFileWithLargeEventsUpToItsEnd(BinlogProduct product) {
        try (BinlogServer server = product.builder().start();
                BinlogDatabase database = server.createDatabase()) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, b longblob)",
                    "INSERT INTO t VALUES (1, repeat('0123456789abcdef', 2500000))", // 40 MB
                    "CREATE TABLE last (id int)",
                    "INSERT INTO last VALUES (1)");

            try (BinlogStream stream =
                    open(server).dump(new DumpStart.File("binlog.000001", 4), Dumped.MAX_SILENCE, false)) {
                PacketBuffer buffer = new PacketBuffer();
                Dumped large = Dumped.await(stream, buffer, event -> event.length() > 40_000_000);
                Dumped.await(stream, buffer, event -> event.text().contains("last"));
                assertThat(large.length()).isLessThan(40_000_200);
                assertThatThrownBy(() -> Dumped.await(stream, buffer, event -> false))
                        .isInstanceOf(AssertionError.class);
                assertThat(stream.isAtEnd()).isTrue();
                assertThat(stream.read(buffer, Duration.ofSeconds(1))).isFalse();
            }
        }
    }

    /** M14: the server is heard of although nothing happens. */
    @ParameterizedTest
    @EnumSource
    void hearsHeartbeatsUntilItIsClosed(BinlogProduct product) throws Exception {
        BinlogServer server = product.shared();
        DumpStart start = behind(server);
        BinlogStream stream = open(server).dump(start, Duration.ofMillis(900), true);
        PacketBuffer buffer = new PacketBuffer();
        for (int i = 0; i < 3; i++) {
            Dumped.await(stream, buffer, event -> event.type() == Dumped.HEARTBEAT);
        }
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            reading.countDown();
            Dumped.await(stream, buffer, event -> false);
        });
        reading.await();

        stream.close();

        assertThat(reader)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingRootCause()
                .withMessage("the dump was closed");
        failsWith(ErrorKind.CONNECTION, "was closed", () -> stream.read(buffer, Duration.ofSeconds(1)));
    }

    /** M15. */
    @ParameterizedTest
    @EnumSource
    void namesTheServerIdThatSomebodyElseHasToo(BinlogProduct product) {
        BinlogServer server = product.shared();
        ReplicaId both = ReplicaId.of(123_456);
        DumpStart start = behind(server);
        BinlogStream first =
                BinlogConnection.open(Dumped.login(server), both).dump(start, Duration.ofMillis(900), true);
        PacketBuffer buffer = new PacketBuffer();
        Dumped.await(first, buffer, event -> true);

        try (BinlogStream second =
                BinlogConnection.open(Dumped.login(server), both).dump(start, Duration.ofMillis(900), true)) {
            failsWith(ErrorKind.SETUP, "with server-id 123456", () -> Dumped.await(first, buffer, event -> false));
            Dumped.await(second, new PacketBuffer(), event -> event.type() == Dumped.HEARTBEAT);
        }
    }

    /** M11: what the log does not have any more, or never had. */
    @ParameterizedTest
    @EnumSource
    void isAGapWhereTheLogIsGone(BinlogProduct product) {
        try (BinlogServer server = product.builder()
                        .setting("loose_slave_connections_needed_for_purge", "0") // MariaDB would keep the files
                        .start();
                BinlogDatabase database = server.createDatabase()) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "INSERT INTO t VALUES (1)",
                    "FLUSH BINARY LOGS",
                    "INSERT INTO t VALUES (2)");
            Awaitility.await()
                    .until(
                            () -> { // MariaDB keeps the file until its rows are on disk
                                server.execute("PURGE BINARY LOGS TO 'binlog.000002'");
                                return server.query("SHOW BINARY LOGS").equals("binlog.000002");
                            });

            gap(server, new DumpStart.File("binlog.000001", 4));
            gap(server, new DumpStart.File("binlog.000002", 100_000_000));
            if (product == BinlogProduct.MYSQL) {
                String uuid = server.query("SELECT @@server_uuid");
                gap(server, new DumpStart.Gtids(new GtidSet().encode()));
                gap(server, new DumpStart.Gtids(GtidSet.parse(uuid + ":1-1000").encode()));
            } else {
                gap(server, new DumpStart.DomainPositions("0-1-1"));
                gap(server, new DumpStart.DomainPositions("0-1-1000"));
                gap(server, new DumpStart.DomainPositions(""));
                gap(server, new DumpStart.DomainPositions("9-1-1"));
            }
        }
    }

    private static void gap(BinlogServer server, DumpStart start) {
        try (BinlogStream stream = open(server).dump(start, Dumped.MAX_SILENCE, true)) {
            failsWith(
                    ErrorKind.GAP,
                    "has ended the dump of its binary log: ",
                    () -> Dumped.await(stream, new PacketBuffer(), event -> false));
        }
    }

    /** M20: a server that is frozen, that is killed, that is stopped. */
    @ParameterizedTest
    @EnumSource
    void noticesThatTheServerIsGone(BinlogProduct product) {
        try (BinlogServer server = product.builder().start()) {
            DumpStart start = behind(server);
            PacketBuffer buffer = new PacketBuffer();
            try (BinlogStream frozen = open(server).dump(start, Duration.ofSeconds(1), true)) {
                Dumped.await(frozen, buffer, event -> event.type() == Dumped.HEARTBEAT);
                server.pause();
                failsWith(ErrorKind.CONNECTION, "not even a heartbeat", () -> Dumped.await(frozen, buffer, e -> false));
                server.resume();
            }
            buffer.clear();
            try (BinlogStream cut = open(server).dump(start, Dumped.MAX_SILENCE, true)) {
                Dumped.await(cut, buffer, event -> true);
                server.kill9();
                failsWith(ErrorKind.CONNECTION, "", () -> Dumped.await(cut, buffer, event -> false));
            }
            failsWith(ErrorKind.CONNECTION, "cannot connect as leat at mysql://127.0.0.1", () -> open(server));
            server.start();
            buffer.clear();
            if (product == BinlogProduct.MYSQL) {
                return; // takes its time: it ends dumps last, after 8 seconds
            }
            try (BinlogStream ended = open(server).dump(start, Duration.ofSeconds(1), true)) {
                Dumped.await(ended, buffer, event -> true);
                CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::stop);
                failsWith(ErrorKind.CONNECTION, "", () -> Dumped.await(ended, buffer, event -> false));
                stopping.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void needsTheRightToReadTheLog(BinlogProduct product) {
        BinlogServer server = product.shared();
        server.execute("CREATE USER IF NOT EXISTS 'stranger'@'%' IDENTIFIED BY '" + BinlogServer.PASSWORD + "'");
        BinlogConnection connection = BinlogConnection.open(Dumped.login(server, "stranger"), REPLICA);

        try (BinlogStream stream = connection.dump(behind(server), Dumped.MAX_SILENCE, true)) {
            failsWith(
                    ErrorKind.SETUP,
                    "REPLICATION SLAVE",
                    () -> Dumped.await(stream, new PacketBuffer(), event -> false));
        }
    }

    private static DumpStart behind(BinlogServer server) {
        return server.isMariaDb()
                ? new DumpStart.DomainPositions(DomainPositions.parse(server.query("SELECT @@gtid_binlog_pos"))
                        .toString())
                : new DumpStart.Gtids(
                        GtidSet.parse(server.query("SELECT @@gtid_executed")).encode());
    }

    private static BinlogConnection open(BinlogServer server) {
        return BinlogConnection.open(Dumped.login(server), ReplicaId.random(new Random()));
    }

    private static void failsWith(ErrorKind kind, String message, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind))
                .hasMessageContaining(message);
    }
}
