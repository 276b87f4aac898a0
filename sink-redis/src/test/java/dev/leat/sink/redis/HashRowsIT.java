package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.leat.testkit.server.RedisServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HashRowsIT {
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);
    private static final TestTable LINES = TestTable.of("sales", "lines")
            .column("note", TestColumn.TEXT)
            .key("order", TestColumn.TEXT)
            .key("line", TestColumn.INT);
    private static final TestTable ZOO = TestTable.of("zoo")
            .key("id", TestColumn.INT)
            .column("naïve name", TestColumn.TEXT)
            .column("alive", TestColumn.BOOL)
            .column("picture", TestColumn.BYTES)
            .column("facts", TestColumn.JSON)
            .column("tags", TestColumn.TEXT_ARRAY)
            .column("born", TestColumn.ZERO_DATE);

    private static Target target;

    @BeforeAll
    static void startRedis() {
        target = new Target(RedisServer.builder().start());
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
    void aRowIsAHashWithOneFieldPerColumnHoldingItsJsonValue() {
        Sink sink = target.owner(ZOO);

        WriteReport report = Target.write(
                sink,
                Changes.transaction(1)
                        .insert(
                                ZOO,
                                1,
                                "Bär \"Bo\"\r\n:\\",
                                true,
                                "\u0000\u0001",
                                "{\"a\":[1,null]}",
                                List.of("x", "\"y\""),
                                "2020-01-02"));

        assertThat(report.rejected()).isEmpty();
        assertThat(target.row("zoo:1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id", "1",
                        "naïve name", "Bär \"Bo\"\r\n:\\",
                        "alive", "true",
                        "picture", "AAE=",
                        "facts", "{\"a\":[1,null]}",
                        "tags", "[\"x\",\"\\\"y\\\"\"]",
                        "born", "2020-01-02"));
    }

    @Test
    void nullIsAnAbsentFieldAndTheEmptyTextIsNot() {
        Sink sink = target.owner(ZOO);

        Target.write(sink, Changes.transaction(1).insert(ZOO, 1, "", null, "", null, List.of(), "0000-00-00"));

        assertThat(target.row("zoo:1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("id", "1", "naïve name", "", "picture", "", "tags", "[]"));
    }

    // P8
    @Test
    void anUpdateRemovesNullsAndLeavesUnchangedColumnsAlone() {
        Sink sink = target.owner(PRODUCTS);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "tea", 300));

        Target.write(sink, Changes.transaction(2).update(PRODUCTS, 7, UNCHANGED, 250));
        assertThat(target.row("products:7")).isEqualTo(Map.of("id", "7", "name", "tea", "price", "250"));
        Target.write(sink, Changes.transaction(3).update(PRODUCTS, 7, null, UNCHANGED));
        assertThat(target.row("products:7")).isEqualTo(Map.of("id", "7", "price", "250"));
        Target.write(sink, Changes.transaction(4).update(PRODUCTS, 7, "coffee", null));
        assertThat(target.row("products:7")).isEqualTo(Map.of("id", "7", "name", "coffee"));
    }

    /** A key that was deleted and made again would have lost its time to live. */
    @Test
    void aRowIsNeverMissingWhileItIsRewritten() {
        Sink sink = target.owner(PRODUCTS);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "tea", 300));
        target.redis().expire("products:7", 1000);

        Target.write(
                sink, Changes.transaction(2).update(PRODUCTS, 7, null, null).read(PRODUCTS, 7, null, null));

        assertThat(target.row("products:7")).isEqualTo(Map.of("id", "7"));
        assertThat(target.redis().ttl("products:7")).isPositive();
    }

    @Test
    void aDeleteRemovesTheRowAndIsContentWhenThereIsNone() {
        Sink sink = target.owner(PRODUCTS);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "tea", 300));

        WriteReport report =
                Target.write(sink, Changes.transaction(2).delete(PRODUCTS, 7).delete(PRODUCTS, 8));

        assertThat(report.rejected()).isEmpty();
        assertThat(target.keys()).isEmpty();
    }

    @Test
    void keysNameTheTableAndEscapeTheKeysValues() {
        Sink sink = target.owner(LINES);

        Target.write(sink, Changes.transaction(1).insert(LINES, null, "a:b\\", 3));

        assertThat(target.keys()).containsExactly("sales.lines:a\\:b\\\\:3");
    }

    @Test
    void aKeyChangeMovesTheRow() {
        Sink sink = target.owner(PRODUCTS);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 300));

        Object[] old = {1, "tea", 300};
        Object[] moved = {2, "tea", 300};
        Target.write(sink, Changes.transaction(2).update(PRODUCTS, old, moved));

        assertThat(target.keys()).containsExactly("products:2");
        assertThat(target.row("products:2")).isEqualTo(Map.of("id", "2", "name", "tea", "price", "300"));
    }

    @Test
    void aCompleteRowReplacesWhatAPartialOneLeft() {
        Sink sink = target.owner(PRODUCTS);

        Target.write(
                sink, Changes.transaction(1).update(PRODUCTS, 7, UNCHANGED, 5).read(PRODUCTS, 7, "tea", null));

        assertThat(target.row("products:7")).isEqualTo(Map.of("id", "7", "name", "tea"));
    }

    @Test
    void theTemplateAndTheDatabaseAreFollowed() {
        Sink sink = Target.claimed(target.sink("key", "{key}@{table}", "database", "3"), PRODUCTS);

        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "tea", 300));

        assertThat(target.keys()).isEmpty();
        target.redis().select(3);
        try {
            assertThat(target.row("7@products")).containsEntry("name", "tea");
        } finally {
            target.redis().select(0);
        }
    }

    // P13: any suffix of the history twice leaves the same state.
    @Test
    void applyingAnySuffixTwiceLeavesTheSameState() {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            target.reset();
            Sink sink = target.owner(PRODUCTS);
            List<Object[]> history = history(random, 60);
            Map<String, Map<String, String>> expected = model(history);
            try (SinkWriter writer = sink.openWriter(0)) {
                Target.write(writer, changes(history));
                assertThat(rows()).isEqualTo(expected);
                for (int from : new int[] {0, 1, 17, 31, 58}) {
                    Target.write(writer, changes(history.subList(from, history.size())));
                    assertThat(rows()).as("replayed from %d", from).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void manyPartsKeepEveryKeysOrderAndNameTheRefusedChanges() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().set("products:13", "not a hash");
        int count = 3 * LaneWriter.MAX_PART_COMMANDS;
        Changes changes = Changes.transaction(1);
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.update(PRODUCTS, i % 100, "name " + i, i % 3 == 0 ? null : i);
            if (i % 100 == 13) {
                refused.add(i);
            }
        }

        WriteReport report = Target.write(sink, changes);

        assertThat(report.rejected()).extracting(RejectedChange::index).containsExactlyElementsOf(refused);
        assertThat(report.rejected())
                .allSatisfy(change -> assertThat(change.reason())
                        .startsWith("WRONGTYPE")
                        .doesNotContain("13")
                        .doesNotContain("name"));
        for (int id = 0; id < 100; id++) {
            if (id != 13) {
                int last = count - 1 - Math.floorMod(count - 1 - id, 100);
                assertThat(target.row("products:" + id)).containsEntry("name", "name " + last);
            }
        }
        assertThat(target.redis().get("products:13")).isEqualTo("not a hash");
    }

    @Test
    void aRowLargerThanAPartIsWrittenWhole() {
        Sink sink = target.owner(PRODUCTS);
        String large = "ä".repeat(3_000_000);

        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, large, 1).insert(PRODUCTS, 2, "small", 2));

        assertThat(target.redis().hget("products:1".getBytes(UTF_8), "name".getBytes(UTF_8)))
                .isEqualTo(large.getBytes(UTF_8));
        assertThat(target.row("products:2")).containsEntry("name", "small");
    }

    // D11
    @Test
    void aValueThatCannotBeDecodedStopsTheWriterForGood() {
        TestTable broken = TestTable.of("broken").key("id", TestColumn.INT).column("x", TestColumn.UNDECODABLE);
        Sink sink = target.owner(broken);
        try (SinkWriter writer = sink.openWriter(0)) {
            assertThatThrownBy(() -> Target.write(writer, Changes.transaction(1).insert(broken, 1, "canary")))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DECODE))
                    .hasMessageNotContaining("canary");
            assertThatThrownBy(() -> Target.write(writer, Changes.transaction(1).delete(broken, 1)))
                    .isInstanceOf(CdcException.class);
        }
    }

    // E3, G11
    @Test
    void aTruncateRemovesTheRowsOfItsTableOnly() {
        TestTable product = likeProducts("product");
        TestTable products2 = likeProducts("products2");
        TestTable elsewhere = TestTable.of("sales", "products").key("id", TestColumn.INT);
        TestTable star = likeProducts("product*");
        TestTable composite = TestTable.of("pro").key("a", TestColumn.TEXT).key("b", TestColumn.TEXT);
        Sink sink = target.owner(PRODUCTS, product, products2, elsewhere, star, composite);
        Changes rows = Changes.transaction(1);
        for (int i = 0; i < 5000; i++) {
            rows.insert(PRODUCTS, i, "tea", 1);
        }
        rows.insert(product, 1, "a", 1)
                .insert(products2, 1, "a", 1)
                .insert(elsewhere, 1)
                .insert(star, 1, "a", 1)
                .insert(composite, "ducts:1", "x");
        Target.write(sink, rows);
        target.redis().hset("products:1:views", "count", "7");
        target.redis().set("products:note", "kept: not a hash");

        Target.write(sink, Changes.transaction(2).truncate(PRODUCTS));

        assertThat(target.keys())
                .containsExactlyInAnyOrder(
                        "product:1",
                        "products2:1",
                        "sales.products:1",
                        "product*:1",
                        "pro:ducts\\:1:x",
                        "products:1:views",
                        "products:note");
    }

    @Test
    void aTruncateOfANameWithWildcardsTakesNoOthers() {
        TestTable star = likeProducts("product*");
        Sink sink = target.owner(PRODUCTS, star);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 1).insert(star, 1, "tea", 1));

        Target.write(sink, Changes.transaction(2).truncate(star));

        assertThat(target.keys()).containsExactly("products:1");
    }

    @Test
    void aDroppedColumnIsGoneFromEveryRow() {
        Sink sink = target.owner(PRODUCTS);
        Changes rows = Changes.transaction(1);
        for (int i = 0; i < 5000; i++) {
            rows.insert(PRODUCTS, i, "tea", 1);
        }
        Target.write(sink, rows);
        TestTable narrow = PRODUCTS.without("price");

        Target.write(sink, Changes.transaction(2).update(narrow, 1, "coffee"));

        assertThat(target.row("products:1")).isEqualTo(Map.of("id", "1", "name", "coffee"));
        assertThat(target.row("products:4999")).isEqualTo(Map.of("id", "4999", "name", "tea"));
    }

    @Test
    void aColumnThatWasDroppedWhileNobodyLookedIsGoneAfterTheNextWrite() {
        Sink first = target.owner(PRODUCTS);
        Target.write(first, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 1).insert(PRODUCTS, 2, "tea", 1));
        first.close();
        TestTable narrow = PRODUCTS.without("price");
        Sink second = target.owner(narrow);

        Target.write(second, Changes.transaction(2).insert(narrow, 3, "tea"));

        assertThat(target.row("products:1")).isEqualTo(Map.of("id", "1", "name", "tea"));
    }

    @Test
    void aColumnThatComesBackIsKept() {
        Sink sink = target.owner(PRODUCTS);
        TestTable narrow = PRODUCTS.without("price");
        try (SinkWriter writer = sink.openWriter(0)) {
            Target.write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 1));
            Target.write(writer, Changes.transaction(2).insert(narrow, 2, "tea"));
            TestTable again = narrow.column("price", TestColumn.INT);
            Target.write(writer, Changes.transaction(3).insert(again, 3, "tea", 3));
        }

        assertThat(target.row("products:1")).doesNotContainKey("price");
        assertThat(target.row("products:3")).containsEntry("price", "3");
    }

    @Test
    void aTableThatWasNotOpenedIsABug() {
        Sink sink = target.owner(LINES);

        assertThatThrownBy(() -> Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 1)))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
    }

    private static TestTable likeProducts(String name) {
        return TestTable.of(name)
                .key("id", TestColumn.INT)
                .column("name", TestColumn.TEXT)
                .column("price", TestColumn.INT);
    }

    /** Operation, id, name, price; a valid history: an insert where there is no row, else an update or a delete. */
    private static List<Object[]> history(Random random, int length) {
        Set<Integer> there = new HashSet<>();
        List<Object[]> history = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int id = random.nextInt(4);
            Object name = random.nextInt(4) == 0 ? null : "name " + i;
            Object price = random.nextInt(4) == 0 ? null : (Object) i;
            if (there.add(id)) {
                history.add(new Object[] {"insert", id, name, price});
            } else if (random.nextInt(3) == 0) {
                there.remove(id);
                history.add(new Object[] {"delete", id, null, null});
            } else {
                Object changedName = random.nextInt(3) == 0 ? UNCHANGED : name;
                Object changedPrice = random.nextInt(3) == 0 ? UNCHANGED : price;
                history.add(new Object[] {"update", id, changedName, changedPrice});
            }
        }
        return history;
    }

    private static Changes changes(List<Object[]> history) {
        Changes changes = Changes.transaction(1);
        for (Object[] change : history) {
            if (change[0].equals("insert")) {
                changes.insert(PRODUCTS, change[1], change[2], change[3]);
            } else if (change[0].equals("update")) {
                changes.update(PRODUCTS, change[1], change[2], change[3]);
            } else {
                changes.delete(PRODUCTS, change[1]);
            }
        }
        return changes;
    }

    private static Map<String, Map<String, String>> model(List<Object[]> history) {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (Object[] change : history) {
            String key = "products:" + change[1];
            if (change[0].equals("delete")) {
                rows.remove(key);
                continue;
            }
            Map<String, String> row =
                    rows.computeIfAbsent(key, any -> new TreeMap<>(Map.of("id", change[1].toString())));
            put(row, "name", change[2]);
            put(row, "price", change[3]);
        }
        return rows;
    }

    private static void put(Map<String, String> row, String name, Object value) {
        if (value == null) {
            row.remove(name);
        } else if (!value.equals(UNCHANGED)) {
            row.put(name, value.toString());
        }
    }

    private static Map<String, Map<String, String>> rows() {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (String key : new TreeSet<>(target.keys())) {
            rows.put(key, target.row(key));
        }
        return rows;
    }
}
