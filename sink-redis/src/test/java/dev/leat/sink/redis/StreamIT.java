package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

@Timeout(120)
class StreamIT {
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
    void everyChangeIsAnEntryWithSequenceAndOrdinal() {
        Sink sink = target.owner("stream", PRODUCTS, LOG);

        Target.write(
                sink,
                Changes.transaction(7)
                        .insert(PRODUCTS, 1, "tea")
                        .update(PRODUCTS, 1, UNCHANGED)
                        .insert(LOG, "x")
                        .delete(PRODUCTS, 1));
        Target.write(sink, Changes.transaction(8).truncate(PRODUCTS));

        assertThat(changes("products"))
                .containsExactly(
                        "{\"op\":\"insert\",\"table\":\"public.products\",\"key\":{\"id\":1},\"after\":{\"id\":1,\"name\":\"tea\"},"
                                + rest(7, 0),
                        "{\"op\":\"update\",\"table\":\"public.products\",\"key\":{\"id\":1},\"after\":{\"id\":1},"
                                + "\"unchanged\":[\"name\"]," + rest(7, 1),
                        "{\"op\":\"delete\",\"table\":\"public.products\",\"key\":{\"id\":1}," + rest(7, 3),
                        "{\"op\":\"truncate\",\"table\":\"public.products\"," + rest(8, 0));
        assertThat(changes("log")).singleElement().asString().contains("\"line\":\"x\"", "\"ordinal\":2");
    }

    // P2, S6: the entries of a write whose answer was lost are there twice, and can be told.
    @Test
    void aRepeatedWriteIsToldBySequenceAndOrdinal() {
        try (TcpFaultProxy proxy = TcpFaultProxy.to("127.0.0.1", server.port())) {
            Sink sink = Target.claimed(target.sinkAt(server.url(proxy.port()), "mode", "stream"), PRODUCTS);
            SinkWriter writer = sink.openWriter(0);
            proxy.cutAfter(Direction.TO_CLIENT, 1);
            assertThatThrownBy(() -> Target.write(writer, threeInserts()))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION));
            writer.close();
            Sink direct = target.owner("stream", PRODUCTS);

            Target.write(direct, threeInserts());

            assertThat(changes("products")).hasSize(6);
            assertThat(new LinkedHashSet<>(changes("products"))).hasSize(3);
        }
    }

    // P4
    @Test
    void theEntriesOfOneRowKeepTheirOrder() {
        Sink sink = target.owner("stream", PRODUCTS);
        Changes changes = Changes.transaction(1);
        for (int i = 0; i < 3 * LaneWriter.MAX_PART_COMMANDS; i++) {
            changes.insert(PRODUCTS, i % 3, "name " + i);
        }

        Target.write(sink, changes);

        List<String> entries = changes("products");
        assertThat(entries).hasSize(3 * LaneWriter.MAX_PART_COMMANDS);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i)).contains("\"ordinal\":" + i + ",");
        }
    }

    @Test
    void aSeedingIsAppendedAndNotRepeated() {
        Sink sink = target.owner("stream", PRODUCTS);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea"));
        sink.saveProgress(PRODUCTS.id(), generation, "to 1");
        assertThat(target.owner("stream", PRODUCTS).seedState(PRODUCTS.id()))
                .isEqualTo(new SeedState.Partial(generation, "to 1"));
        Sink next = target.owner("stream", PRODUCTS);
        next.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, Target.SOURCE));
        assertThat(changes("products")).singleElement().asString().startsWith("{\"op\":\"read\",");

        // X5: what was appended stays; a reseed appends once more
        int second = next.beginSeed(PRODUCTS.schema(), true);
        Target.write(next, Changes.transaction(2).read(PRODUCTS, 1, "tea"));
        next.completeSeed(PRODUCTS.schema(), second, Target.SOURCE);
        assertThat(changes("products")).hasSize(2);
        assertThat(target.redis().keys("leat:*:keys:*")).isEmpty();
    }

    @Test
    void aStreamOfAnotherTypeIsARejectedChangeAndTheRestIsWritten() {
        Sink sink = target.owner("stream", PRODUCTS, LOG);
        target.redis().set("log", "canary");

        WriteReport report = Target.write(
                sink,
                Changes.transaction(1)
                        .insert(PRODUCTS, 1, "tea")
                        .insert(LOG, "x")
                        .insert(PRODUCTS, 2, "tea"));

        assertThat(report.rejected()).singleElement().satisfies(change -> {
            assertThat(change.index()).isEqualTo(1);
            assertThat(change.reason()).startsWith("WRONGTYPE").doesNotContain("canary");
        });
        assertThat(changes("products")).hasSize(2);
    }

    @Test
    void keepsAboutAsManyEntriesAsAsked() {
        Sink sink = Target.claimed(target.sink("mode", "stream", "max-length", "500"), PRODUCTS);

        Target.write(sink, inserts(5000));

        assertThat(target.redis().xlen("products")).isBetween(500L, 1000L);
        assertThat(changes("products")).last().asString().contains("\"ordinal\":4999,");
    }

    @Test
    void keepsEntriesForAboutAsLongAsAsked() {
        for (int i = 1; i <= 1000; i++) {
            target.redis().xadd("products", new StreamEntryID(i, 0), Map.of("change", "old"));
        }
        Sink sink = Target.claimed(target.sink("mode", "stream", "max-age", "1h"), PRODUCTS);

        Target.write(sink, inserts(1));

        assertThat(target.redis().xlen("products")).isBetween(1L, 200L);
        assertThat(changes("products")).last().asString().contains("\"op\":\"insert\"");
    }

    @Test
    void oneStreamMayTakeAllTables() {
        Sink sink = Target.claimed(target.sink("mode", "stream", "key", "changes"), PRODUCTS, LOG);

        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea").insert(LOG, "x"));

        assertThat(target.keys()).containsExactly("changes");
        assertThat(changes("changes")).hasSize(2);
    }

    @Test
    void messagesGoToTheStreamThatTheTemplateNamesWithTheirPrefix() {
        Sink sink = Target.claimed(target.sink("mode", "stream", "key", "{table}/out/{table}"), PRODUCTS);

        Target.write(
                sink,
                Changes.transaction(7)
                        .message("orders", "a")
                        .insert(PRODUCTS, 1, "tea")
                        .message("orders-of-a-name-that-is-longer-than-the-one-before-it-was", "b")
                        .message("orders", new byte[] {0})
                        .message("", "c"));

        assertThat(changes("orders/out/orders"))
                .containsExactly(
                        "{\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"a\"," + restOfMessage(7, 0),
                        "{\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"AA==\"," + restOfMessage(7, 3));
        assertThat(target.keys())
                .containsExactlyInAnyOrder(
                        "orders/out/orders",
                        "products/out/products",
                        "/out/",
                        "orders-of-a-name-that-is-longer-than-the-one-before-it-was/out/"
                                + "orders-of-a-name-that-is-longer-than-the-one-before-it-was");
    }

    // D6: which prefixes there are is known when they come
    @Test
    void noMessageGoesToAStreamThatIsNamedLikeTheState() {
        Sink sink = target.owner("stream", PRODUCTS);

        assertThatThrownBy(() -> Target.write(sink, Changes.transaction(7).message(Target.STATE, "a")))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED))
                .hasMessageContaining(Target.STATE)
                .hasMessageContaining("change the option key, now {table}");
    }

    private static String restOfMessage(long sequence, int ordinal) {
        return rest(sequence, ordinal).replace("\"tx\":\"\",", "");
    }

    // D6
    @Test
    void aStreamIsNeverNamedLikeTheState() {
        assertThatThrownBy(
                        () -> target.sink("mode", "stream", "key", Target.STATE).open(TestTable.source(PRODUCTS)))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG))
                .hasMessageContaining("is named like Leat's own state");
    }

    private static Changes threeInserts() {
        return inserts(3);
    }

    private static Changes inserts(int count) {
        Changes changes = Changes.transaction(1);
        for (int i = 0; i < count; i++) {
            changes.insert(PRODUCTS, i, "tea");
        }
        return changes;
    }

    private static List<String> changes(String stream) {
        return target.redis().xrange(stream, (StreamEntryID) null, null).stream()
                .map(StreamEntry::getFields)
                .map(fields -> fields.getOrDefault("change", "no change"))
                .toList();
    }

    private static String rest(long sequence, int ordinal) {
        return "\"position\":\"" + sequence + "\",\"sequence\":" + sequence + ",\"ordinal\":" + ordinal
                + ",\"tx\":\"\",\"ts\":\"1970-01-01T00:00:0" + sequence + ".000000Z\"}";
    }
}
