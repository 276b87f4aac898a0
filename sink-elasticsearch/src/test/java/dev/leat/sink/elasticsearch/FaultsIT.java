package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import dev.leat.testkit.server.search.SearchServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FaultsIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private static Target target;

    @BeforeAll
    static void startServer() {
        target = new Target(SearchServer.builder()
                .setting("thread_pool.write.size", "1")
                .setting("thread_pool.write.queue_size", "1")
                .setting("http.max_content_length", "1mb")
                .start());
    }

    @AfterAll
    static void stopServer() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    // S10, P13
    @Test
    void anAnswerThatIsCutIsWrittenAgainWithoutHarm() {
        target.seeded(PRODUCTS);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(target.server())) {
            Sink sink = Target.claimed(target.sinkAt(target.server().url(proxy.port())), PRODUCTS);
            Changes changes = Changes.transaction(8);
            for (int i = 0; i < 1_000; i++) {
                changes.insert(PRODUCTS, i % 500, "tea " + i);
            }
            var all = changes.all();
            try (SinkWriter writer = sink.openWriter(0)) {
                proxy.cutAfter(Direction.TO_CLIENT, 50);
                assertThatThrownBy(() -> writer.write(all, Target.NO_MARKS))
                        .isInstanceOfSatisfying(
                                CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION));
            }
            proxy.pass();
            // again and again, as the engine does: connections that the cut met later may still be in the client's pool
            Awaitility.await().ignoreExceptionsInstanceOf(CdcException.class).untilAsserted(() -> {
                try (SinkWriter writer = sink.openWriter(0)) {
                    assertThat(writer.write(all, Target.NO_MARKS).rejected()).isEmpty();
                }
            });
        }
        assertThat(target.documents("products"))
                .hasSize(500)
                .allSatisfy((id, document) -> assertThat(document.get("name").getAsString())
                        .isEqualTo("tea " + (500 + Integer.parseInt(id))));
    }

    // S2
    @Test
    void aServerWithAShortQueueTakesEverythingInTheEnd() {
        Sink sink = target.seeded(PRODUCTS);
        List<CompletableFuture<Integer>> lanes = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
            int from = 1_000 * lane;
            lanes.add(CompletableFuture.supplyAsync(() -> {
                int rejected = 0;
                try (SinkWriter writer = sink.openWriter(0)) {
                    for (int part = 0; part < 20; part++) {
                        Changes changes = Changes.transaction(8);
                        for (int i = 0; i < 50; i++) {
                            changes.insert(PRODUCTS, from + 50 * part + i, "tea");
                        }
                        rejected += writer.write(changes.all(), Target.NO_MARKS)
                                .rejected()
                                .size();
                    }
                }
                return rejected;
            }));
        }

        assertThat(lanes).allSatisfy(lane -> assertThat(lane.join()).isZero());
        target.documents("products");
        assertThat(target.count("products", "name:tea")).isEqualTo(4_000);
    }

    @Test
    void aRequestThatIsLargerThanTheServerTakesIsSentInParts() {
        Sink sink = target.seeded(PRODUCTS);
        Changes changes = Changes.transaction(8);
        for (int i = 0; i < 30; i++) {
            changes.insert(PRODUCTS, i, "x".repeat(i == 17 ? 1_500_000 : 100_000));
        }

        var all = changes.all();
        WriteReport report;
        try (SinkWriter writer = sink.openWriter(0)) {
            report = writer.write(all, Target.NO_MARKS);
        } catch (CdcException broken) { // Elasticsearch 9 closes the connection while it is still sent to
            assertThat(broken.kind()).isEqualTo(ErrorKind.CONNECTION);
            try (SinkWriter writer = sink.openWriter(0)) {
                report = writer.write(all, Target.NO_MARKS);
            }
        }

        assertThat(report.rejected()).extracting(RejectedChange::index).containsExactly(17);
        assertThat(report.rejected().get(0).reason()).contains("http.max_content_length");
        assertThat(target.documents("products")).hasSize(29);
    }

    // S11
    @Test
    void anIndexThatIsBlockedTakesTheSameWriteWhenTheBlockIsGone() {
        Sink sink = target.seeded(PRODUCTS);
        target.json("PUT", "/products-000001/_settings", "{\"index.blocks.write\":true}");
        assertThatThrownBy(() -> Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea")))
                .isInstanceOfSatisfying(CdcException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
                    assertThat(e.getMessage()).contains("index.blocks.write");
                });

        target.json("PUT", "/products-000001/_settings", "{\"index.blocks.write\":null}");

        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea"));
        assertThat(target.documents("products")).containsOnlyKeys("1");
    }

    // S10
    @Test
    void whatWasWrittenSurvivesAKillOfTheServer() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea"));
        sink.storeMarks(Target.marks(8, PRODUCTS));

        target.server().kill9();
        assertThatThrownBy(() -> Target.write(sink, Changes.transaction(16).insert(PRODUCTS, 2, "tea")))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION));
        target.server().start();

        Target.write(sink, Changes.transaction(16).insert(PRODUCTS, 2, "tea"));
        assertThat(target.documents("products")).containsOnlyKeys("1", "2");
        assertThat(sink.marks()).contains(Target.marks(8, PRODUCTS));
    }
}
