package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(Target.SHARED)
@Timeout(120)
@Tag("server-version")
class ValuesIT {
    private static final Target target = Target.shared();

    @BeforeEach
    void empty() {
        target.reset();
    }

    // G23
    @Test
    void keepsValuesThatNoIndexCanHold() {
        TestTable table = TestTable.of("odd")
                .key("id", TestColumn.INT)
                .column("ratio", TestColumn.DOUBLE)
                .column("at", TestColumn.TIMESTAMP)
                .column("big", TestColumn.INT);
        Sink sink = target.seeded(table);

        accepts(
                sink,
                Changes.transaction(8)
                        .insert(table, 1, "NaN", "infinity", "18446744073709551616")
                        .insert(table, 2, "-Infinity", "0044-03-15T12:00:00 BC", "-9223372036854775809")
                        .insert(table, 3, "1e308", "2026-11-20T17:28:51.123456Z", "7")
                        .insert(table, 4, "1e400", "12026-11-20T17:28:51Z", null));

        Map<String, JsonObject> documents = target.documents("odd");
        assertThat(documents.get("1"))
                .hasToString("{\"id\":1,\"ratio\":\"NaN\",\"at\":\"infinity\",\"big\":18446744073709551616}");
        assertThat(documents.get("2"))
                .hasToString(
                        "{\"id\":2,\"ratio\":\"-Infinity\",\"at\":\"0044-03-15T12:00:00 BC\",\"big\":-9223372036854775809}");
        assertThat(documents.get("4"))
                .hasToString("{\"id\":4,\"ratio\":1e400,\"at\":\"12026-11-20T17:28:51Z\",\"big\":null}");
        assertThat(target.count("odd", "ratio:%3E1e300%20AND%20at:2026-11-20%20AND%20big:7"))
                .isEqualTo(1);
    }

    // W13
    @Test
    void findsRowsByKeysOfAnyLength() {
        TestTable table = TestTable.of("keys").key("id", TestColumn.TEXT).column("name", TestColumn.TEXT);
        Sink sink = target.seeded(table);
        String longest = "é".repeat(256);
        String tooLong = longest + "x";
        String other = longest + "y";

        accepts(
                sink,
                Changes.transaction(8)
                        .insert(table, longest, "a")
                        .insert(table, tooLong, "b")
                        .insert(table, other, "c")
                        .insert(table, "", "d")
                        .insert(table, "a\"\\\n:", "e"));
        assertThat(target.documents("keys").values())
                .extracting(document -> document.get("name").getAsString())
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");

        accepts(
                sink,
                Changes.transaction(16).delete(table, tooLong).delete(table, "").delete(table, "a\"\\\n:"));

        assertThat(target.documents("keys").values())
                .extracting(document -> document.get("name").getAsString())
                .containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void takesTextsAndDocumentsOfAnySizeAndShape() {
        TestTable table = TestTable.of("wide")
                .key("id", TestColumn.INT)
                .column("text", TestColumn.TEXT)
                .column("json", TestColumn.JSON)
                .column("bytes", TestColumn.BYTES)
                .column("tags", TestColumn.TEXT_ARRAY)
                .column("flag", TestColumn.BOOL);
        Sink sink = target.seeded(table);

        accepts(
                sink,
                Changes.transaction(8)
                        .insert(
                                table,
                                1,
                                "\ud83d\ude00".repeat(20_000),
                                "{\"a\":{\"b\":[1,\"x\"]}}",
                                "raw",
                                List.of("a", "b"),
                                true)
                        .insert(table, 2, "x".repeat(100_000), "[1,2]", "", List.of(), false)
                        .insert(table, 3, "", "7", null, null, null)
                        .insert(table, 4, "a b", "{\"a\":1}", null, null, null)
                        .insert(table, 5, "a b", "{\"a\":\"no number\"}", null, null, null));

        Map<String, JsonObject> documents = target.documents("wide");
        assertThat(documents).containsOnlyKeys("1", "2", "3", "4", "5");
        assertThat(String.valueOf(documents.get("1")))
                .contains(
                        "\"json\":{\"a\":{\"b\":[1,\"x\"]}},\"bytes\":\"cmF3\",\"tags\":[\"a\",\"b\"],\"flag\":true}");
        assertThat(target.count("wide", "tags:b%20AND%20flag:true")).isEqualTo(1);
        assertThat(target.count("wide", "text.keyword:%22a%20b%22")).isEqualTo(2);
    }

    // S12, D9
    @Test
    void refusesOnePoisonDocumentOfTenThousandAndWritesTheOthers() {
        TestTable table = TestTable.of("poison").key("id", TestColumn.INT).column("json", TestColumn.JSON);
        Sink sink = target.seeded(table);
        Changes changes = Changes.transaction(8);
        for (int i = 0; i < 10_000; i++) {
            changes.insert(table, i, i == 1_234 ? "{\"canary\":1,\"canary\":2}" : "{}");
        }

        WriteReport report = Target.write(sink, changes);

        assertThat(report.rejected()).extracting(RejectedChange::index).containsExactly(1_234);
        assertThat(report.rejected().get(0).reason()).isNotEmpty().doesNotContain("canary");
        target.documents("poison");
        assertThat(target.count("poison", "*")).isEqualTo(9_999);
    }

    // S4, P7
    @Test
    void appliesInsertDeleteInsertOfOneKeyInOneBatch() {
        TestTable table = TestTable.of("moves").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
        Sink sink = target.seeded(table);

        accepts(
                sink,
                Changes.transaction(8)
                        .insert(table, 1, "a")
                        .delete(table, 1)
                        .insert(table, 1, "b")
                        .update(table, new Object[] {1, "b"}, new Object[] {2, "b"})
                        .insert(table, 3, "c")
                        .delete(table, 3));
        accepts(sink, Changes.transaction(16).update(table, new Object[] {2, "b"}, new Object[] {1, "b"}));

        assertThat(target.documents("moves")).containsOnlyKeys("1");
    }

    // S1, W27
    @Test
    void anOlderWriteThatComesLateChangesNothing() {
        TestTable table = TestTable.of("late").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
        Sink sink = target.seeded(table);
        accepts(sink, Changes.transaction(16).insert(table, 1, "new").delete(table, 2));

        accepts(sink, Changes.transaction(8).insert(table, 1, "old").insert(table, 2, "old"));

        assertThat(target.documents("late")).hasToString("{1={\"id\":1,\"name\":\"new\"}}");
    }

    // S1, P4
    @Test
    void writersOfTheSameRowInAnyOrderNeverShowAnOlderState() throws Exception {
        TestTable table = TestTable.of("contended").key("id", TestColumn.INT).column("v", TestColumn.INT);
        // more writers than connections: they wait for one
        Sink sink = Target.claimed(target.sink("connect-timeout", "60s"), table);
        accepts(sink, Changes.transaction(8).insert(table, 1, 0));
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            List<Integer> versions =
                    new ArrayList<>(IntStream.rangeClosed(1, 20).boxed().toList());
            Collections.shuffle(versions, new Random(i));
            writers.add(CompletableFuture.runAsync(() -> {
                for (int version : versions) {
                    accepts(sink, Changes.transaction(8 + 8L * version).update(table, 1, version));
                }
            }));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
        int before = 0;
        while (!all.isDone()) {
            int now = target.json("GET", "/contended/_doc/1", "")
                    .getAsJsonObject("_source")
                    .get("v")
                    .getAsInt();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
        all.get();

        assertThat(target.documents("contended")).hasToString("{1={\"id\":1,\"v\":20}}");
    }

    private static void accepts(Sink sink, Changes changes) {
        assertThat(Target.write(sink, changes).rejected()).isEmpty();
    }
}
