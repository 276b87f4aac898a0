package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reseed over stale rows that dies at any byte, in either direction, and is taken up by another process. */
@Timeout(300)
class SeedingCrashIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final int STEP = 31;

    private static RedisServer server;
    private static Target target;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.builder().start();
        target = new Target(server);
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    // S13, X3, X5, X8
    @ParameterizedTest
    @EnumSource
    void aReseedThatDiesAnywhereEndsRightAfterTheNextStart(Direction direction) {
        int crashes = 0;
        boolean survived = false;
        for (int bytes = 0; !survived; bytes += STEP) {
            staleTarget();
            survived = runUntilCut(direction, bytes);
            crashes += survived ? 0 : 1;
            recover();

            assertThat(target.keys())
                    .as("cut after %d bytes", bytes)
                    .containsExactly("products:1", "products:2", "products:4", "products:5", "products:6");
            assertThat(target.row("products:1")).isEqualTo(Map.of("id", "1", "name", "one"));
            assertThat(target.row("products:2")).isEqualTo(Map.of("id", "2", "name", "two, live"));
            assertThat(target.row("products:4")).isEqualTo(Map.of("id", "4"));
            assertThat(target.row("products:6")).isEqualTo(Map.of("id", "6", "name", "six"));
            assertThat(target.redis().keys("leat:*:keys:*")).isEmpty();
        }
        assertThat(crashes).isGreaterThan(25);
    }

    /** An earlier generation: 3 and 7 are gone from the source since, others have changed, and one has a stale field. */
    private static void staleTarget() {
        target.reset();
        Sink sink = target.owner(PRODUCTS);
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(
                sink,
                Changes.transaction(1)
                        .read(PRODUCTS, 1, "stale")
                        .read(PRODUCTS, 2, "two")
                        .read(PRODUCTS, 3, "ghost")
                        .read(PRODUCTS, 4, "stale")
                        .read(PRODUCTS, 6, "six")
                        .read(PRODUCTS, 7, "ghost"));
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        target.redis().hset("products:1", "dropped", "x");
        sink.close();
    }

    /** Whether everything went through before the cut. */
    private static boolean runUntilCut(Direction direction, int bytes) {
        try (TcpFaultProxy proxy = TcpFaultProxy.to(server)) {
            Sink sink = target.sinkAt(server.url(proxy.port()));
            proxy.cutAfter(direction, bytes);
            try {
                sink.open(TestTable.source(PRODUCTS));
                sink.claim("the first process");
                sink.seedState(PRODUCTS.id());
                finish(sink, sink.beginSeed(PRODUCTS.schema(), true), "");
                return true;
            } catch (CdcException e) {
                return false;
            } finally {
                sink.close();
            }
        }
    }

    /** As the engine does it: what is not stated to be done is done again, with the live changes that follow. */
    private static void recover() {
        Sink sink = target.owner(PRODUCTS);
        SeedState state = sink.seedState(PRODUCTS.id());
        if (state instanceof SeedState.Partial partial) {
            finish(sink, sink.beginSeed(PRODUCTS.schema(), false), partial.progress());
        } else if (state instanceof SeedState.Seeded seeded && seeded.generation() == 1) {
            finish(sink, sink.beginSeed(PRODUCTS.schema(), true), "");
        } else {
            // Seeded: the live changes since the last confirmation come again.
            Target.write(sink, live());
        }
        sink.close();
    }

    private static void finish(Sink sink, int generation, String progress) {
        try (SinkWriter writer = sink.openWriter(0)) {
            if (progress.isEmpty()) {
                Target.write(
                        writer, Changes.transaction(2).read(PRODUCTS, 1, "one").read(PRODUCTS, 2, "two"));
                sink.saveProgress(PRODUCTS.id(), generation, "up to 2");
            }
            Target.write(writer, live());
            Target.write(writer, Changes.transaction(4).read(PRODUCTS, 4, null));
            sink.saveProgress(PRODUCTS.id(), generation, "up to 9");
            sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        }
    }

    /** 6 is only touched by an update that leaves its value alone; no chunk brings it. */
    private static Changes live() {
        return Changes.transaction(3)
                .update(PRODUCTS, 2, "two, live")
                .insert(PRODUCTS, 5, "five")
                .update(PRODUCTS, 6, UNCHANGED)
                .insert(PRODUCTS, 8, "short-lived")
                .delete(PRODUCTS, 8);
    }
}
