package dev.leat.sink.redis;

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
class PublishIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final TestTable LOG = TestTable.of("log").column("line", TestColumn.TEXT);

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
    void empty() {
        target.reset();
    }

    @Test
    void everyChangeIsAMessageOnTheChannelOfItsTable() throws Exception {
        try (Listener listener = new Listener(server)) {
            Sink sink = target.owner("publish", PRODUCTS, LOG);

            Target.write(
                    sink,
                    Changes.transaction(7)
                            .read(PRODUCTS, 1, "tea")
                            .update(PRODUCTS, 1, "cocoa")
                            .delete(PRODUCTS, 1)
                            .insert(LOG, "x"));
            Target.write(sink, Changes.transaction(8).truncate(PRODUCTS));

            assertThat(listener.take(5))
                    .satisfiesExactly(
                            message -> assertThat(message).startsWith("products {\"op\":\"read\","),
                            message -> assertThat(message)
                                    .startsWith(
                                            "products {\"op\":\"update\",\"table\":\"public.products\",\"key\":{\"id\":1},"
                                                    + "\"after\":{\"id\":1,\"name\":\"cocoa\"},")
                                    .contains("\"sequence\":7,\"ordinal\":0,"),
                            message -> assertThat(message).startsWith("products {\"op\":\"delete\","),
                            message -> assertThat(message).startsWith("log {\"op\":\"insert\","),
                            message -> assertThat(message).startsWith("products {\"op\":\"truncate\","));
        }
        assertThat(target.keys()).isEmpty();
    }

    @Test
    void aMessageIsOneOnTheChannelOfItsPrefix() throws Exception {
        try (Listener listener = new Listener(server)) {
            Sink sink = target.owner("publish", PRODUCTS);

            Target.write(sink, Changes.transaction(7).message("orders", "a").insert(PRODUCTS, 1, "tea"));

            assertThat(listener.take(2))
                    .satisfiesExactly(
                            message -> assertThat(message)
                                    .startsWith("orders {\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"a\","),
                            message -> assertThat(message).startsWith("products {\"op\":\"insert\","));
        }
    }

    @Test
    void theChannelIsNamedAsAsked() throws Exception {
        try (Listener listener = new Listener(server)) {
            Sink sink = Target.claimed(target.sink("mode", "publish", "channel", "cdc/{table}"), PRODUCTS);

            Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea"));

            assertThat(listener.take(1)).singleElement().asString().startsWith("cdc/products {");
        }
    }

    @Test
    void aSeedingIsToldOnceAndNotAtEveryStart() {
        Sink sink = target.owner("publish", PRODUCTS);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());

        sink.completeSeed(PRODUCTS.schema(), sink.beginSeed(PRODUCTS.schema(), false), Target.SOURCE);
        sink.storeMarks(Target.marks(7, PRODUCTS));

        Sink next = target.owner("publish", PRODUCTS);
        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(1, Target.SOURCE));
        assertThat(next.marks()).contains(Target.marks(7, PRODUCTS));
    }
}
