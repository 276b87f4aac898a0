package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.capture.mysql.PolledStream.Seen;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.sink.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** XA transactions: rows come once, where the commit stands in the log. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with create()
final class XaTransactionsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ROWS =
            "INSERT INTO items WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                    + " SELECT i, REPEAT('x', 100) FROM n";

    private final MemoryState state = new MemoryState();
    private BinlogDatabase database;
    private String prefix;

    private void create(BinlogProduct product) {
        database = product.shared().createDatabase();
        prefix = database.name() + "-";
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, note TEXT)");
    }

    @AfterEach
    void dropDatabase() {
        XaClient.rollbackAll(database.server(), prefix);
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void deliversEachWhereItsCommitStands(BinlogProduct product) {
        create(product);
        try (MySqlCapture capture = Captures.of(database, state);
                PolledStream stream = PolledStream.open(capture);
                XaClient a = new XaClient(database);
                XaClient b = new XaClient(database);
                XaClient c = new XaClient(database)) {
            a.prepare(prefix + "a", "INSERT INTO items VALUES (1, 'a')", "INSERT INTO items VALUES (2, 'a')");
            b.prepare(prefix + "b", "INSERT INTO items VALUES (3, 'b')");
            database.execute("INSERT INTO items VALUES (4, 'ordinary')");
            c.prepare(prefix + "c", "INSERT INTO items VALUES (5, 'c')");
            b.commit(prefix + "b");
            database.execute("UPDATE items SET note = 'later' WHERE id = 3");
            c.rollback(prefix + "c");
            c.commitAtOnce(prefix + "d", "INSERT INTO items VALUES (6, 'd')");
            database.execute("DELETE FROM items WHERE id = 6");
            a.commit(prefix + "a");
            database.execute("UPDATE items SET note = 'later' WHERE id = 1");

            stream.awaitWhole(8);

            List<Seen> seen = stream.whole();
            assertThat(seen)
                    .extracting(Seen::text)
                    .containsExactly(
                            "insert 4",
                            "insert 3",
                            "update 3",
                            "insert 6",
                            "delete 6",
                            "insert 1",
                            "insert 2",
                            "update 1");
            assertThat(seen).extracting(Seen::ordinal).containsExactly(0, 0, 0, 0, 0, 0, 1, 0);
            assertThat(seen).isSortedAccordingTo((x, y) -> Long.compareUnsigned(x.sequence(), y.sequence()));
            assertThat(seen).isSortedAccordingTo((x, y) -> Long.compareUnsigned(number(x), number(y)));
            assertThat(seen).isSortedAccordingTo((x, y) -> Long.compare(x.commitMicros(), y.commitMicros()));
            assertThat(seen.stream().map(Seen::transaction).distinct()).hasSize(7);
        }
    }

    /** The last number of a GTID. */
    private static long number(Seen seen) {
        String id = seen.transaction();
        return Long.parseLong(id.substring(Math.max(id.lastIndexOf(':'), id.lastIndexOf('-')) + 1));
    }

    @ParameterizedTest
    @EnumSource
    void aNameMayBeUsedAgain(BinlogProduct product) {
        create(product);
        try (MySqlCapture capture = Captures.of(database, state);
                PolledStream stream = PolledStream.open(capture);
                XaClient client = new XaClient(database)) {
            client.prepare(prefix + "x", "INSERT INTO items VALUES (1, 'x')");
            client.commit(prefix + "x");
            client.prepare(prefix + "x", "INSERT INTO items VALUES (2, 'x')");
            client.rollback(prefix + "x");
            client.prepare(prefix + "x", "INSERT INTO items VALUES (3, 'x')");
            client.commit(prefix + "x");

            stream.awaitWhole(2);

            assertThat(stream.whole()).extracting(Seen::text).containsExactly("insert 1", "insert 3");
        }
    }

    /** Managers of transactions prepare branches that have changed nothing, too. */
    @ParameterizedTest
    @EnumSource
    void aTransactionWithoutRowsIsNoGap(BinlogProduct product) {
        create(product);
        database.execute("CREATE TABLE other (id INT PRIMARY KEY)", "INSERT INTO items VALUES (9, 'there')");
        try (MySqlCapture capture = Captures.of(database, state);
                PolledStream stream = PolledStream.open(capture);
                XaClient client = new XaClient(database)) {
            client.prepare(prefix + "empty");
            tryCommit(client, prefix + "empty");
            client.prepare(prefix + "read", "SELECT * FROM items");
            tryCommit(client, prefix + "read");
            client.prepare(prefix + "locks", "SELECT * FROM items FOR UPDATE");
            tryCommit(client, prefix + "locks");
            client.prepare(prefix + "same", "UPDATE items SET note = 'there'");
            tryCommit(client, prefix + "same");
            if (product == BinlogProduct.MARIADB) {
                client.prepare(
                        prefix + "temporary",
                        "CREATE TEMPORARY TABLE made (id INT) ENGINE = InnoDB",
                        "INSERT INTO made VALUES (1)");
                tryCommit(client, prefix + "temporary");
            }
            client.commitAtOnce(prefix + "empty");
            database.execute("INSERT INTO items VALUES (1, 'last')");

            stream.awaitWhole(1);

            assertThat(stream.whole()).extracting(Seen::text).containsExactly("insert 1");
        }
    }

    /** What had nothing to commit may be gone. */
    private static void tryCommit(XaClient client, String xid) {
        try {
            client.commit(xid);
        } catch (IllegalStateException gone) {
            assertThat(gone).hasMessageContaining("XAER_NOTA");
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsInTheLogWhatWasPreparedBeforeTheStreamBegan(BinlogProduct product) {
        create(product);
        try (XaClient client = new XaClient(database)) {
            client.prepare(prefix + "again", "INSERT INTO items VALUES (7, 'first')");
            client.commit(prefix + "again");
        }
        XaClient.prepare(database, prefix + "a", "INSERT INTO items VALUES (1, 'a'), (2, 'a')");
        database.execute("FLUSH BINARY LOGS");
        XaClient.prepare(database, prefix + "b", "INSERT INTO items VALUES (3, 'b')");
        XaClient.prepare(database, prefix + "again", "INSERT INTO items VALUES (8, 'second')");
        XaClient.prepare(database, prefix + "c", "INSERT INTO items VALUES (4, 'c')");
        database.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO items VALUES (10, 'ordinary')");
        try (MySqlCapture capture = Captures.of(database, state);
                PolledStream stream = PolledStream.open(capture);
                XaClient client = new XaClient(database)) {
            client.rollback(prefix + "c");
            client.commit(prefix + "again");
            client.commit(prefix + "a");
            database.execute("FLUSH BINARY LOGS");
            client.commit(prefix + "b");

            stream.awaitWhole(4);

            assertThat(stream.whole())
                    .extracting(Seen::text)
                    .containsExactly("insert 8", "insert 1", "insert 2", "insert 3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliversOnceWhatWasPreparedBeforeARestart(BinlogProduct product) {
        create(product);
        try (MySqlCapture capture = Captures.of(database, state);
                PolledStream stream = PolledStream.open(capture)) {
            XaClient.prepare(database, prefix + "a", "INSERT INTO items VALUES (1, 'a')");
            database.execute("INSERT INTO items VALUES (2, 'ordinary')");
            stream.awaitWhole(1);
            stream.confirm();
        }
        try (XaClient client = new XaClient(database)) {
            client.commit(prefix + "a");
        }
        for (int run = 0; run < 2; run++) {
            try (MySqlCapture capture = Captures.of(database, state);
                    PolledStream stream = PolledStream.open(capture)) {
                database.execute("INSERT INTO items VALUES (" + (10 + run) + ", 'ordinary')");
                stream.awaitWhole(run == 0 ? 2 : 1);
                assertThat(stream.whole().get(0).text()).isEqualTo(run == 0 ? "insert 1" : "insert 11");
                stream.confirm();
            }
        }
    }

    // M8, P18
    @ParameterizedTest
    @EnumSource
    void readsALargeOneAgainPieceByPiece(BinlogProduct product) {
        create(product);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(product.shared());
                MySqlCapture capture = Captures.keeping(10_000, database.leatUrl(proxy.port()), 100, state);
                PolledStream stream = PolledStream.open(capture);
                XaClient client = new XaClient(database)) {
            client.prepare(prefix + "large", ROWS.formatted(1, 900));
            database.execute("INSERT INTO items VALUES (0, 'ordinary')", "FLUSH BINARY LOGS");
            client.commit(prefix + "large");
            client.commitAtOnce(prefix + "one", ROWS.formatted(1001, 1900));
            if (product == BinlogProduct.MYSQL) {
                client.run("SET SESSION binlog_transaction_compression = ON");
            }
            client.prepare(prefix + "compressed", ROWS.formatted(2001, 2900));
            client.commit(prefix + "compressed");
            client.commitAtOnce(prefix + "small", "INSERT INTO items VALUES (3001, 'small')");
            client.prepare(prefix + "small", "INSERT INTO items VALUES (3002, 'small')");
            client.commit(prefix + "small");

            int connections = proxy.acceptedCount();
            stream.awaitWhole(2703);

            // what MySQL compresses fits, and MariaDB logs one phase as an ordinary transaction
            assertThat(proxy.acceptedCount() - connections).as("read again").isEqualTo(2);
            assertThat(stream.largestBatch()).as("one event more at most").isLessThan(200);
            List<Seen> seen = stream.whole();
            assertThat(seen.get(0).text()).isEqualTo("insert 0");
            assertThat(seen.get(1).text()).isEqualTo("insert 1");
            assertThat(seen.get(900).text()).isEqualTo("insert 900");
            assertThat(seen.get(901).text()).isEqualTo("insert 1001");
            assertThat(seen.get(2700).text()).isEqualTo("insert 2900");
            assertThat(seen.get(2701).text()).isEqualTo("insert 3001");
            assertThat(seen.get(2702).text()).isEqualTo("insert 3002");
            assertThat(seen.stream().map(Seen::sequence).distinct()).hasSize(6);
        }
    }

    // S1, X2
    @ParameterizedTest
    @EnumSource
    void bringsRowsThatWerePreparedWhenTheTableWasRead(BinlogProduct product) {
        create(product);
        database.execute("INSERT INTO items VALUES (1, 'there'), (2, 'there'), (3, 'there')");
        TableId items = new TableId(database.name(), "items");
        MemorySink target = new MemorySink();
        XaClient.prepare(database, prefix + "before", "UPDATE items SET note = 'before' WHERE id = 1");
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state);
                XaClient client = new XaClient(database)) {
            await().atMost(SOON).until(() -> target.state(items) instanceof SeedState.Seeded);
            assertThat(target.rows(items).get("1")).containsEntry("note", "\"there\"");
            client.commit(prefix + "before");
            client.prepare(prefix + "after", "DELETE FROM items WHERE id = 2", "INSERT INTO items VALUES (4, 'new')");
            client.commit(prefix + "after");
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(pipeline.isOver()).isFalse();
                assertThat(target.rows(items)).containsOnlyKeys("1", "3", "4");
                assertThat(target.rows(items).get("1")).containsEntry("note", "\"before\"");
            });
        }
    }

    // M1: the connection that reads the rows again
    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void beginsTheTransactionAgainWhenTheSecondConnectionIsLost(BinlogProduct product) {
        create(product);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(product.shared());
                MySqlCapture capture = Captures.keeping(1000, database.leatUrl(proxy.port()), 100, state);
                XaClient client = new XaClient(database)) {
            try (PolledStream stream = PolledStream.open(capture)) {
                client.prepare(prefix + "large", ROWS.formatted(1, 900));
                database.execute("INSERT INTO items VALUES (0, 'ordinary')");
                stream.awaitWhole(1);
                stream.confirm();
                proxy.limitRate(200_000); // so that some of it is there when it is cut
                client.commit(prefix + "large");
                stream.awaitBegun(50);
                proxy.cut();
                assertThat(stream.awaitFailure().kind()).isEqualTo(ErrorKind.CONNECTION);
            }
            proxy.limitRate(10_000_000);
            try (PolledStream stream = PolledStream.again(capture)) {
                stream.awaitWhole(900);
                assertThat(stream.whole().get(899).text()).isEqualTo("insert 900");
            }
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void isClosedWhileRowsAreReadAgain(BinlogProduct product) throws Exception {
        create(product);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(product.shared());
                MySqlCapture capture = Captures.keeping(1000, database.leatUrl(proxy.port()), 100, state);
                XaClient client = new XaClient(database)) {
            PolledStream stream = PolledStream.open(capture);
            client.prepare(prefix + "large", ROWS.formatted(1, 900));
            proxy.limitRate(200_000);
            client.commit(prefix + "large");
            stream.awaitBegun(50);
            proxy.stall(TcpFaultProxy.Direction.TO_CLIENT);
            CompletableFuture<CdcException> failure = CompletableFuture.supplyAsync(stream::awaitFailure);

            stream.close();

            assertThat(failure.get(10, TimeUnit.SECONDS).kind()).isEqualTo(ErrorKind.CONNECTION);
            proxy.pass();
        }
    }
}
