package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InvalidateIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

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

    @BeforeEach
    void cache() {
        target.reset();
        for (int id = 1; id <= 5; id++) {
            target.redis().set("products:" + id, "cached");
        }
        target.redis().hset("products:6", "cached", "as a hash");
        target.redis().set("products:1:views", "no row");
        target.redis().set("orders:1", "of another table");
    }

    @Test
    void everyLiveChangeRemovesTheKeyOfItsRowWhateverItHolds() {
        Sink sink = target.owner("invalidate", PRODUCTS);

        Target.write(
                sink,
                Changes.transaction(1)
                        .insert(PRODUCTS, 1, "tea") // P7: a cache may hold that there was none
                        .update(PRODUCTS, 2, UNCHANGED)
                        .delete(PRODUCTS, 3)
                        .update(PRODUCTS, 6, "tea"));

        assertThat(target.keys()).containsExactly("orders:1", "products:1:views", "products:4", "products:5");
    }

    @Test
    void aMovedRowInvalidatesBothKeys() {
        Sink sink = target.owner("invalidate", PRODUCTS);

        Target.write(sink, Changes.transaction(1).update(PRODUCTS, new Object[] {1, "x"}, new Object[] {2, "x"}));

        assertThat(target.keys()).doesNotContain("products:1", "products:2").contains("products:3");
    }

    @Test
    void aRowThatWasReadLosesItsKeyAndTheEndOfASeedingRemovesAll() {
        Sink sink = target.owner("invalidate", PRODUCTS);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);

        // P8: an update that another sink needs whole comes as a row that was read
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea"));
        assertThat(target.keys()).doesNotContain("products:1");
        target.redis().set("products:9", "cached");

        // X5: rows that were deleted in a gap are in no seeding
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(target.keys()).containsExactly("orders:1", "products:1:views");
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, Target.SOURCE));

        target.redis().set("products:1", "cached again");
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(target.keys()).as("done once").contains("products:1");
    }

    @Test
    void aTruncateRemovesTheKeysOfItsTable() {
        Sink sink = target.owner("invalidate", PRODUCTS);

        Target.write(sink, Changes.transaction(1).truncate(PRODUCTS));

        assertThat(target.keys()).containsExactly("orders:1", "products:1:views");
    }

    @Test
    void theChannelIsToldEachRemovedKeyAfterItIsGone() throws Exception {
        try (Listener listener = new Listener(server)) {
            Sink sink = Target.claimed(target.sink("mode", "invalidate", "channel", "stale/{table}"), PRODUCTS);

            Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea").delete(PRODUCTS, 9));
            Target.write(sink, Changes.transaction(2).truncate(PRODUCTS));

            assertThat(listener.take(3))
                    .containsExactly(
                            "stale/products products:1", "stale/products products:9", "stale/products products:*");
        }
    }
}
