package dev.leat.capture.mysql.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.capture.mysql.xa.XaCommits;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
final class ChunkReadingIT {
    private static final ChunkBounds ALL = new ChunkBounds(null, null);
    private static final ReadLimits LIMITS = ReadLimits.of(Runtime.getRuntime().maxMemory());

    /** What a test does with a reader. */
    @FunctionalInterface
    private interface Test {
        void run(BinlogDatabase database, LoggedTables logged, ChunkReader reader) throws Exception;
    }

    private static void on(BinlogProduct product, ReadLimits limits, List<String> setup, Test test) {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            LoggedTables logged = new LoggedTables(database, ZeroDates.TEXT, Map.of());
            database.execute(setup.toArray(String[]::new));
            logged.catchUp();
            try (MySqlSnapshot snapshot = snapshot(product, logged, logged, limits);
                    ChunkReader reader = snapshot.openReader()) {
                test.run(database, logged, reader);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static MySqlSnapshot snapshot(
            BinlogProduct product, LoggedTables logged, SnapshotTables tables, ReadLimits limits) {
        return new MySqlSnapshot(
                logged.login(),
                tables,
                product == BinlogProduct.MYSQL ? Positioning.GTIDS : Positioning.DOMAINS,
                logged.order(),
                new XaCommits(),
                () -> new StreamBegin(new GtidSet(), 0),
                limits);
    }

    /** Rows that nobody touches are read once, whatever happens around them. */
    @ParameterizedTest
    @EnumSource
    void coversEachRowOnceBesideWriters(BinlogProduct product) {
        List<String> setup = new ArrayList<>(
                List.of("CREATE TABLE t (a varchar(20) CHARACTER SET utf8mb4, b datetime(3), c int unsigned, kept int,"
                        + " PRIMARY KEY (a, b, c))"));
        for (int i = 0; i < 300; i++) {
            setup.add("INSERT INTO t VALUES ('" + (char) ('a' + i % 26) + (i % 7 == 0 ? "\u00e9" : "") + "', '2024-01-0"
                    + (1 + i % 9) + "', " + i + ", 1)");
        }
        on(product, LIMITS, setup, (database, logged, reader) -> {
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement()) {
                    for (int i = 0; !done.get(); i++) {
                        String key =
                                "'" + (char) ('A' + i % 26) + "', '2024-01-0" + (1 + i % 9) + "', " + (1000 + i % 90);
                        statement.execute("REPLACE INTO t VALUES (" + key + ", 0)");
                        statement.execute("DELETE FROM t WHERE kept = 0 AND c = " + (1000 + (i + 45) % 90));
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                for (int rows : new int[] {1, 13, 1000}) {
                    List<Long> kept = new ArrayList<>();
                    byte[] after = null;
                    do {
                        Chunk chunk = reader.read(logged.id("t"), new ChunkBounds(after, null), rows);
                        each(chunk, row -> {
                            if (row.longValue(3) == 1) {
                                kept.add(row.longValue(2));
                            }
                        });
                        after = chunk.bounds().upper();
                    } while (after != null);
                    assertThat(kept).hasSize(300).doesNotHaveDuplicates();
                }
            } finally {
                done.set(true);
            }
            writer.get();
        });
    }

    @ParameterizedTest
    @EnumSource
    void countsARowOnlyWithTheBytesOfItsKey(BinlogProduct product) {
        on(
                product,
                LIMITS,
                List.of(
                        "CREATE TABLE t (k varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci PRIMARY KEY, v int)",
                        "INSERT INTO t VALUES ('Abc', 1), ('x', 2), ('y', 3)"),
                (database, logged, reader) -> {
                    List<RowKey> old = new ArrayList<>();
                    each(reader.read(logged.id("t"), ALL, Integer.MAX_VALUE), row -> old.add(RowKey.of(row)));
                    database.execute("UPDATE t SET k = 'aBC' WHERE k = 'abc'", "DELETE FROM t WHERE k = 'y'");

                    List<Long> found = new ArrayList<>();
                    each(reader.readKeys(logged.id("t"), old), row -> found.add(row.longValue(1)));
                    assertThat(found).containsExactly(2L);

                    List<RowKey> now = new ArrayList<>();
                    each(reader.read(logged.id("t"), ALL, Integer.MAX_VALUE), row -> now.add(RowKey.of(row)));
                    found.clear();
                    each(reader.readKeys(logged.id("t"), now), row -> found.add(row.longValue(1)));
                    assertThat(found).containsExactlyInAnyOrder(1L, 2L);
                });
    }

    /** Wide rows fill no memory, and a rest that nobody wants is not waited for. */
    // P18: what was written makes room for what is read next
    @ParameterizedTest
    @EnumSource
    void readsIntoTheArraysOfReleasedRows(BinlogProduct product) {
        on(
                product,
                LIMITS,
                List.of("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)"),
                (database, logged, reader) -> {
                    ChangeBatch first = reader.read(logged.id("t"), ALL, Integer.MAX_VALUE)
                            .rows()
                            .get(0);
                    byte[] bytes = first.recycledBytes();
                    first.release();

                    ChangeBatch second = reader.read(logged.id("t"), ALL, Integer.MAX_VALUE)
                            .rows()
                            .get(0);

                    assertThat(second.recycledBytes()).isSameAs(bytes);
                });
    }

    @ParameterizedTest
    @EnumSource
    void cutsAChunkOfWideRows(BinlogProduct product) {
        ReadLimits limits = new ReadLimits(1000, 1 << 20, 2 << 20);
        List<String> setup = new ArrayList<>(List.of("CREATE TABLE t (id int PRIMARY KEY, b longblob)"));
        for (int i = 0; i < 12; i++) {
            setup.add("INSERT INTO t VALUES (" + i + ", repeat('x', " + (i == 5 ? 20_000_000 : 400_000) + "))");
        }
        setup.add("CREATE TABLE keyless (b longblob)");
        setup.add("INSERT INTO keyless SELECT b FROM t WHERE id < 3");
        on(product, limits, setup, (database, logged, reader) -> {
            List<Long> ids = new ArrayList<>();
            int chunks = 0;
            byte[] after = null;
            do {
                Chunk chunk = reader.read(logged.id("t"), new ChunkBounds(after, null), Integer.MAX_VALUE);
                each(chunk, row -> ids.add(row.longValue(0)));
                after = chunk.bounds().upper();
                chunks++;
            } while (after != null);
            assertThat(ids).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
            assertThat(chunks).isBetween(4, 6);

            List<Integer> sizes = new ArrayList<>();
            Chunk keyless = reader.read(logged.id("keyless"), ALL, 1);
            each(keyless, row -> sizes.add(row.length(0)));
            assertThat(sizes).containsExactly(400_000, 400_000, 400_000);
            assertThat(keyless.bounds()).isEqualTo(ALL);
            assertThat(reader.next(logged.id("keyless"), null, 1)).isEqualTo(ALL);

            database.execute("INSERT INTO keyless SELECT b FROM t WHERE id < 6");
            fails(ErrorKind.SETUP, "add a primary key", () -> reader.read(logged.id("keyless"), ALL, 1));
        });
    }

    @ParameterizedTest
    @EnumSource
    void asksTheIndexOfACompositeKey(BinlogProduct product) {
        List<String> setup = new ArrayList<>(
                List.of(
                        "CREATE TABLE t (a int, b varchar(9) CHARACTER SET utf8mb4, c decimal(9,2), v int, PRIMARY KEY (a, b, c))"));
        StringBuilder rows = new StringBuilder("INSERT INTO t VALUES (0, '', 0, 0)");
        for (int i = 1; i < 3000; i++) {
            rows.append(", (")
                    .append(i % 30)
                    .append(", 'x")
                    .append(i % 100)
                    .append("', ")
                    .append(i)
                    .append(", 1)");
        }
        setup.add(rows.toString());
        setup.add("ANALYZE TABLE t");
        on(product, LIMITS, setup, (database, logged, reader) -> {
            ReadTable table = logged.known(logged.id("t"));
            byte[] lower = reader.next(logged.id("t"), null, 2500).upper();
            byte[] upper = reader.next(logged.id("t"), lower, 100).upper();
            String sql = new ChunkQueries(table)
                    .rows(new RowCopier(table), new ChunkBounds(lower, upper), Integer.MAX_VALUE);
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                try (var row = statement.executeQuery(
                        product == BinlogProduct.MYSQL ? "EXPLAIN FORMAT=TRADITIONAL " + sql : "EXPLAIN " + sql)) {
                    row.next();
                    assertThat(row.getString("type")).as(sql).isEqualTo("range");
                    assertThat(row.getString("key")).isEqualTo("PRIMARY");
                    assertThat(row.getLong("rows")).isLessThan(400);
                    assertThat(String.valueOf(row.getString("Extra"))).doesNotContain("filesort");
                }
            }
            assertThat(reader.estimateRows(logged.id("t"))).isBetween(2000L, 4000L);
        });
    }

    /** Each makes the table another one while it is read. */
    private enum Ddl {
        REBUILT("ALTER TABLE t MODIFY v bigint"),
        RENAMED("ALTER TABLE t CHANGE v w int"),
        DROPPED("ALTER TABLE t DROP COLUMN v"),
        EMPTIED("TRUNCATE TABLE t"),
        CREATED_ANEW("DROP TABLE t; CREATE TABLE t (id varchar(9) PRIMARY KEY)");

        private final String sql;

        Ddl(String sql) {
            this.sql = sql;
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAnewWhenDdlComesInBetween(BinlogProduct product) {
        for (Ddl ddl : Ddl.values()) {
            on(
                    product,
                    LIMITS,
                    List.of("CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (1, 1), (2, 2)"),
                    (database, logged, unused) -> {
                        AtomicBoolean done = new AtomicBoolean();
                        SnapshotTables tables = (table, session) -> {
                            ReadTable before = logged.describe(table, session);
                            if (!done.getAndSet(true)) {
                                database.execute(ddl.sql.split("; "));
                                database.execute("INSERT INTO t (id) VALUES (3)");
                                return before;
                            }
                            return logged.catchUp().describe(table, session);
                        };
                        try (MySqlSnapshot snapshot = snapshot(product, logged, tables, LIMITS);
                                ChunkReader reader = snapshot.openReader()) {
                            Set<String> ids = new HashSet<>();
                            each(reader.read(logged.id("t"), ALL, Integer.MAX_VALUE), row -> ids.add(json(row, 0)));
                            boolean isEmpty = ddl == Ddl.EMPTIED || ddl == Ddl.CREATED_ANEW;
                            assertThat(ids).as(ddl.name()).hasSize(isEmpty ? 1 : 3);
                        }
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void isALostConnectionWhenItIsKilledOrClosed(BinlogProduct product) {
        on(
                product,
                LIMITS,
                List.of("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)"),
                (database, logged, reader) -> {
                    TableId table = logged.id("t");
                    reader.read(table, ALL, Integer.MAX_VALUE);
                    try (Connection locker = database.connect();
                            Statement statement = locker.createStatement()) {
                        statement.execute("LOCK TABLES t WRITE");
                        CompletableFuture<Chunk> killed =
                                CompletableFuture.supplyAsync(() -> reader.read(table, ALL, Integer.MAX_VALUE));
                        kill(database);
                        lost(killed);
                        fails(ErrorKind.CONNECTION, "", () -> reader.read(table, ALL, Integer.MAX_VALUE));

                        try (MySqlSnapshot snapshot = snapshot(product, logged, logged, LIMITS)) {
                            ChunkReader other = snapshot.openReader();
                            CompletableFuture<Chunk> closed =
                                    CompletableFuture.supplyAsync(() -> other.read(table, ALL, Integer.MAX_VALUE));
                            awaitWaiting(database);
                            other.close();
                            lost(closed);
                            assertThatThrownBy(() -> other.next(table, null, 1)).isInstanceOf(CdcException.class);
                        }
                    }
                });
    }

    private static final String WAITING = "SELECT max(id) FROM information_schema.processlist WHERE state LIKE"
            + " 'Waiting for table metadata lock' AND info LIKE '%";

    private static String awaitWaiting(BinlogDatabase database) {
        String query = WAITING + database.name() + "%' AND id <> connection_id() HAVING max(id) IS NOT NULL";
        return Awaitility.await().ignoreExceptions().until(() -> database.query(query), id -> true);
    }

    private static void kill(BinlogDatabase database) {
        database.execute("KILL " + awaitWaiting(database));
    }

    private static void lost(CompletableFuture<Chunk> reading) {
        assertThat(reading)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION));
    }

    private static void fails(ErrorKind kind, String message, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private static void each(Chunk chunk, Consumer<Row> action) {
        chunk.rows().forEach(batch -> ReadRows.each(batch, change -> action.accept(change.after())));
    }

    private static String json(Row row, int column) {
        JsonBuffer json = new JsonBuffer(32);
        row.write(column, json);
        return new String(json.array(), 0, json.length(), UTF_8);
    }
}
