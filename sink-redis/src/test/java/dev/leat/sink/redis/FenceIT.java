package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FenceIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static RedisServer server;
    private static Target target;
    private TcpFaultProxy proxy;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.builder().start();
        target = new Target(server);
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
        proxy = TcpFaultProxy.to(server);
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    // E4: what a dead connection sent must not run after its retry and the writes behind it.
    @Test
    void aWriteThatArrivesAfterItsRetryTakesNoEffect() {
        Sink sink = proxied();
        SinkWriter first = sink.openWriter(0);
        put(first, "at first");
        proxy.strand(Direction.TO_TARGET);

        assertFails(ErrorKind.CONNECTION, () -> put(first, "old"));
        first.close();
        SinkWriter second = sink.openWriter(0);
        put(second, "old");
        put(second, "new");
        int live = proxy.connectionCount() - 2; // without the stranded two: the first writer's and control's
        proxy.pass();

        Awaitility.await().atMost(DEADLINE).until(() -> proxy.connectionCount() <= live + 1);
        assertThat(target.row("products:1")).containsEntry("name", "new");
    }

    // P16
    @Test
    void aWriteThatArrivesAfterAnotherProcessHasClaimedTakesNoEffect() {
        Sink before = proxied();
        SinkWriter old = before.openWriter(0);
        put(old, "at first");
        proxy.strand(Direction.TO_TARGET);
        assertFails(ErrorKind.CONNECTION, () -> put(old, "old"));
        old.close();

        Sink after = target.owner(PRODUCTS);
        put(after.openWriter(0), "new");
        proxy.pass();

        Awaitility.await().atMost(DEADLINE).until(() -> proxy.connectionCount() <= 1); // control is idle
        assertThat(target.row("products:1")).containsEntry("name", "new");
    }

    // P16, E6: an owner that slept through a claim finds its connections dead and itself fenced.
    @Test
    void anOwnerThatWakesAfterAClaimIsFenced() {
        Sink sleeper = target.owner(PRODUCTS);
        SinkWriter writer = sleeper.openWriter(0);
        int generation = sleeper.beginSeed(PRODUCTS.schema(), false);
        sleeper.storeMarks(Target.marks(1, PRODUCTS));

        Sink owner = target.owner(PRODUCTS);

        assertFails(ErrorKind.CONNECTION, () -> put(writer, "old"));
        assertFails(ErrorKind.FENCED, () -> sleeper.openWriter(0));
        assertFails(ErrorKind.CONNECTION, () -> sleeper.storeMarks(Target.marks(2, PRODUCTS)));
        assertFails(ErrorKind.FENCED, () -> sleeper.storeMarks(Target.marks(2, PRODUCTS)));
        assertFails(ErrorKind.FENCED, () -> sleeper.saveProgress(PRODUCTS.id(), generation, "7"));
        assertFails(ErrorKind.FENCED, () -> sleeper.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE));
        assertFails(ErrorKind.FENCED, () -> sleeper.beginSeed(PRODUCTS.schema(), true));
        assertThat(target.keys()).isEmpty();
        assertThat(owner.marks()).contains(Target.marks(1, PRODUCTS));
        put(owner.openWriter(0), "new");
    }

    @Test
    void theFencedOwnerIsToldByWhom() {
        Sink sleeper = target.owner(PRODUCTS);
        Sink owner = target.sink();
        owner.open(TestTable.source(PRODUCTS));
        owner.claim("leat on otherhost, pid 7");

        assertThatThrownBy(() -> sleeper.openWriter(0)).hasMessageContaining("leat on otherhost, pid 7");
    }

    @Test
    void everyClaimRaisesTheTerm() {
        long first = claim(target.sink());
        long second = claim(target.sink());

        assertThat(second).isEqualTo(first + 1);
        assertThat(target.redis().hget(Target.STATE, "redis#term")).isEqualTo(Long.toString(second));
    }

    @Test
    void aClaimLeavesOtherSinksAndOtherClientsAlone() {
        Sink other = new RedisSinkFactory()
                .create(
                        dev.leat.testkit.plugin.GivenOptions.of(
                                new RedisSinkFactory().options(), "url", server.url(), "key", "x:{table}:{key}"),
                        new dev.leat.api.plugin.SinkContext(Target.PIPELINE, "redis2", 1, new NoStateStore()));
        try (other) {
            Target.claimed(other, PRODUCTS);
            SinkWriter writer = other.openWriter(0);

            target.owner(PRODUCTS);

            put(writer, "still there");
            assertThat(target.row("x:products:1")).containsEntry("name", "still there");
            assertThat(target.redis().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void aReopenedLaneEndsItsOldConnectionOnly() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter old = sink.openWriter(0);
        SinkWriter neighbour = sink.openWriter(1);

        SinkWriter next = sink.openWriter(0);

        assertFails(ErrorKind.CONNECTION, () -> put(old, "old"));
        put(neighbour, "neighbour");
        put(next, "next");
        assertThat(target.row("products:1")).containsEntry("name", "next");
    }

    // P2: a cut at any place of a pipeline is a failure that the retry makes good.
    @Test
    void aWriteThatIsCutAnywhereIsMadeGoodByItsRetry() {
        Sink sink = proxied();
        int cuts = 0;
        for (Direction direction : Direction.values()) {
            for (int bytes = 0; bytes < 2000; bytes += 331) {
                String round = direction + " " + bytes;
                SinkWriter writer = retried(() -> {
                    SinkWriter opened = sink.openWriter(0);
                    put(opened, "there");
                    return opened;
                });
                proxy.cutAfter(direction, bytes);
                try {
                    Target.write(writer, hundred(round));
                } catch (CdcException e) {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
                    cuts++;
                }
                proxy.pass();
                writer.close();

                assertThat(retried(() -> Target.write(sink, hundred(round))).rejected())
                        .isEmpty();
                assertThat(target.keys()).hasSize(99).doesNotContain("products:50");
                assertThat(target.row("products:99")).containsEntry("name", "99 " + round);
                assertThat(target.row("products:98")).doesNotContainKey("name");
            }
        }
        assertThat(cuts).isGreaterThan(8);
    }

    /** As the engine does it: again after each lost connection. The proxy's cut may hit the first try too. */
    private static <T> T retried(Callable<T> call) {
        return Awaitility.await()
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsMatching(
                        e -> e instanceof CdcException failure && failure.kind() == ErrorKind.CONNECTION)
                .until(call, Objects::nonNull);
    }

    // P19: Java has no timeout for writing; a server that stops reading is noticed all the same.
    @Test
    void aServerThatStopsReadingIsNoticed() {
        Sink sink = proxied();
        SinkWriter writer = sink.openWriter(0);
        proxy.stall(Direction.TO_TARGET);
        String large = "x".repeat(64 << 20);

        long begin = System.nanoTime();
        assertFails(ErrorKind.CONNECTION, () -> put(writer, large));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE);
    }

    @Test
    void closingFreesAWriteThatIsBlocked() throws Exception {
        Sink sink = Target.claimed(target.sinkAt(server.url(proxy.port()), "read-timeout", "1h"), PRODUCTS);
        SinkWriter writer = sink.openWriter(0);
        put(writer, "at first");
        proxy.stall(Direction.TO_CLIENT);
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> put(writer, "tea"));
        Awaitility.await().atMost(DEADLINE).until(() -> target.row("products:1").containsValue("tea"));

        writer.close();

        assertThatThrownBy(() -> blocked.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CdcException.class);
    }

    @Test
    void aClosedSinkOpensNothingAndClosingAgainIsFine() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter writer = sink.openWriter(0);

        sink.close();

        assertFails(ErrorKind.CONNECTION, () -> put(writer, "tea"));
        assertFails(ErrorKind.CONNECTION, () -> sink.openWriter(0));
        assertFails(ErrorKind.CONNECTION, () -> sink.storeMarks(Target.marks(1)));
        assertThatCode(sink::close).doesNotThrowAnyException();
        assertThatCode(writer::close).doesNotThrowAnyException();
    }

    // S10, E2: what Redis lost must not look as if it were there.
    @Test
    void aFlushedTargetIsAGapAndAfterwardsUnseeded() {
        Sink sink = target.owner(PRODUCTS);
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        sink.storeMarks(Target.marks(5, PRODUCTS));

        target.redis().flushAll();

        assertFails(ErrorKind.GAP, () -> sink.openWriter(0));
        assertFails(ErrorKind.GAP, () -> sink.storeMarks(Target.marks(6, PRODUCTS)));
        assertFails(ErrorKind.GAP, () -> sink.saveProgress(PRODUCTS.id(), generation, "7"));
        assertFails(ErrorKind.GAP, () -> sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE));
        Sink next = target.owner(PRODUCTS);
        assertThat(next.marks()).isEmpty();
        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new dev.leat.api.sink.SeedState.Unseeded());
    }

    // S8, S10: a failover or a restart that goes back in time.
    @Test
    void aTargetThatWentBackIsAGap() {
        Sink sink = target.owner(PRODUCTS);
        sink.storeMarks(Target.marks(5, PRODUCTS));
        byte[] older = StoredMarks.encode(Target.marks(4, PRODUCTS));
        target.redis()
                .hset(
                        Target.STATE.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "redis#marks/0".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        older);

        assertFails(ErrorKind.GAP, () -> sink.openWriter(0));
    }

    private Sink proxied() {
        return Target.claimed(target.sinkAt(server.url(proxy.port()), "read-timeout", "500ms"), PRODUCTS);
    }

    private static long claim(Sink sink) {
        sink.open(TestTable.source(PRODUCTS));
        return sink.claim("a test");
    }

    private static void put(SinkWriter writer, String name) {
        Target.write(writer, Changes.transaction(1).update(PRODUCTS, 1, name));
    }

    private static Changes hundred(String round) {
        Changes changes = Changes.transaction(1);
        for (int i = 0; i < 100; i++) {
            changes.insert(PRODUCTS, i, i % 2 == 0 ? null : i + " " + round);
        }
        return changes.delete(PRODUCTS, 50);
    }

    private static void assertFails(ErrorKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
