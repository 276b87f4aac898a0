package dev.leat.testkit.contract;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine relies on when it writes a target whose rows are found by key. */
public abstract class KeyedSinkContract extends SinkContract {
    private static final int KEYS = 5;

    /** What the target holds: key text to column to the value as text; a null is no entry. */
    protected abstract Map<String, Map<String, String>> rows(TestTable table);

    @Override
    protected final Set<String> keys(TestTable table) {
        return rows(table).keySet();
    }

    @Test
    void holdsWhatWasWritten() {
        Sink sink = started();

        write(
                sink,
                Changes.transaction(1)
                        .insert(PRODUCTS, 1, "tea", 3)
                        .insert(PRODUCTS, 2, null, 4)
                        .read(PRODUCTS, 3, "", null)
                        .insert(VARIANTS, 1, "a:b", "x"));
        write(sink, Changes.transaction(2).update(PRODUCTS, 1, null, 5).delete(PRODUCTS, 2));

        assertThat(rows(PRODUCTS))
                .isEqualTo(Map.of("1", Map.of("id", "1", "price", "5"), "3", Map.of("id", "3", "name", "")));
        assertThat(rows(VARIANTS)).isEqualTo(Map.of("1:a\\:b", Map.of("id", "1", "variant", "a:b", "name", "x")));
    }

    // P8
    @Test
    void leavesUnchangedValuesAloneIfItTakesThem() {
        Sink sink = started();
        if (!sink.acceptsPartial()) {
            throw inapplicable("it takes no partial rows: the engine completes them");
        }
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 3));

        write(sink, Changes.transaction(2).update(PRODUCTS, 1, UNCHANGED, 4));

        assertThat(rows(PRODUCTS)).isEqualTo(Map.of("1", Map.of("id", "1", "name", "tea", "price", "4")));
    }

    // P13
    @Test
    void endsInTheSameStateWhenTheHistoryIsWrittenTwice() {
        Sink sink = started();
        for (int round = 0; round < 2; round++) {
            write(
                    sink,
                    Changes.transaction(1)
                            .insert(PRODUCTS, 1, "tea", 3)
                            .insert(PRODUCTS, 2, "coffee", 4)
                            .update(PRODUCTS, 1, "tea", null)
                            .delete(PRODUCTS, 2)
                            .insert(PRODUCTS, 2, "cocoa", 5)
                            .delete(PRODUCTS, 1));
            assertThat(rows(PRODUCTS)).isEqualTo(Map.of("2", Map.of("id", "2", "name", "cocoa", "price", "5")));
        }
    }

    // P4, S4
    @Test
    void keepsTheOrderOfEachKeyInABatchOfAnySize() {
        Sink sink = started();
        Changes changes = Changes.transaction(1);
        for (int i = 0; i < 20_000; i++) {
            int id = i % 7;
            if (i % 3 == 0) {
                changes.delete(PRODUCTS, id);
            }
            changes.insert(PRODUCTS, id, "name " + i, i);
        }

        write(sink, changes);

        assertThat(rows(PRODUCTS)).hasSize(7).allSatisfy((key, row) -> {
            int last = 19_999 - Math.floorMod(19_999 - Integer.parseInt(key), 7);
            assertThat(row).containsEntry("name", "name " + last);
        });
    }

    // P7
    @Test
    void movesRowsWhoseKeysAreSwapped() {
        Sink sink = started();
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1).insert(PRODUCTS, 2, "two", 2));

        write(
                sink,
                Changes.transaction(2)
                        .update(PRODUCTS, new Object[] {1, "one", 1}, new Object[] {3, "one", 1})
                        .update(PRODUCTS, new Object[] {2, "two", 2}, new Object[] {1, "two", 2})
                        .update(PRODUCTS, new Object[] {3, "one", 1}, new Object[] {2, "one", 1}));

        assertThat(rows(PRODUCTS))
                .isEqualTo(Map.of(
                        "1", Map.of("id", "1", "name", "two", "price", "2"),
                        "2", Map.of("id", "2", "name", "one", "price", "1")));
    }

    // S13, X5
    @Test
    void aNewGenerationRemovesGhostsAndKeepsLiveWrites() {
        Sink sink = started();
        int first = sink.beginSeed(PRODUCTS.schema(), false);
        write(
                sink,
                Changes.transaction(1)
                        .read(PRODUCTS, 1, "one", 1)
                        .read(PRODUCTS, 2, "ghost", 2)
                        .read(PRODUCTS, 3, "three", 3)
                        .insert(VARIANTS, 1, "a", "x"));
        sink.completeSeed(PRODUCTS.schema(), first, SOURCE);

        int second = sink.beginSeed(PRODUCTS.schema(), true);
        write(sink, Changes.transaction(5).read(PRODUCTS, 1, "one", 1));
        write(sink, Changes.transaction(6).update(PRODUCTS, 3, "three", 3).insert(PRODUCTS, 4, "four", 4));
        sink.completeSeed(PRODUCTS.schema(), second, SOURCE);

        assertThat(rows(PRODUCTS)).containsOnlyKeys("1", "3", "4");
        assertThat(rows(VARIANTS)).containsOnlyKeys("1:a");
    }

    // S13: equal, partial and live writes belong to the generation in which they come, as do those before a restart.
    @Test
    void keepsWhatTheCurrentGenerationTouchedInAnyWay() {
        Sink sink = started();
        int first = sink.beginSeed(PRODUCTS.schema(), false);
        Changes old = Changes.transaction(1);
        for (int i = 0; i < 8; i++) {
            old.read(PRODUCTS, i, "name", i);
        }
        write(sink, old);
        sink.completeSeed(PRODUCTS.schema(), first, SOURCE);

        int second = sink.beginSeed(PRODUCTS.schema(), true);
        write(sink, Changes.transaction(5).update(PRODUCTS, 0, "name", 0).read(PRODUCTS, 1, "name", 1));
        sink = restarted(sink);
        assertThat(sink.beginSeed(PRODUCTS.schema(), false)).isEqualTo(second);
        write(
                sink,
                Changes.transaction(6)
                        .update(PRODUCTS, 2, sink.acceptsPartial() ? UNCHANGED : "name", 9)
                        .update(PRODUCTS, new Object[] {3, "name", 3}, new Object[] {30, "name", 3})
                        .delete(PRODUCTS, 4)
                        .insert(PRODUCTS, 4, "new", 4)
                        .delete(PRODUCTS, 5));
        sink.completeSeed(PRODUCTS.schema(), second, SOURCE);

        assertThat(rows(PRODUCTS)).containsOnlyKeys("0", "1", "2", "30", "4");
        assertThat(rows(PRODUCTS).get("2")).isEqualTo(Map.of("id", "2", "name", "name", "price", "9"));
    }

    // X5, S13
    @Test
    void aReseedThatBeganAnewLeavesNothingOfTheOneItReplaced() {
        Sink sink = started();
        int first = sink.beginSeed(PRODUCTS.schema(), true);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "ghost", 1));
        sink.saveProgress(PRODUCTS.id(), first, "to 1");
        int second = sink.beginSeed(PRODUCTS.schema(), true);
        write(sink, Changes.transaction(5).read(PRODUCTS, 2, "two", 2));

        sink.completeSeed(PRODUCTS.schema(), second, SOURCE);

        assertThat(rows(PRODUCTS)).containsOnlyKeys("2");
    }

    // G11, S11
    @Test
    void aTruncateWhileATableIsSeededEmptiesIt() {
        Sink sink = started();
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "one", 1).read(PRODUCTS, 2, "two", 2));

        write(sink, Changes.transaction(2).truncate(PRODUCTS));
        write(sink, Changes.transaction(3).insert(PRODUCTS, 2, "again", 2));
        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        assertThat(rows(PRODUCTS)).isEqualTo(Map.of("2", Map.of("id", "2", "name", "again", "price", "2")));
    }

    // D6
    @Test
    void tellsKeysApartWhateverTheirCharacters() {
        Sink sink = started();
        List<String> variants =
                List.of("a", "a:", ":a", "a\\", "A", " a", "a ", "", "*", "[a]", "é", "漢", "😀", "\t\n", "a/b?c#d%");
        Changes changes = Changes.transaction(1);
        for (String variant : variants) {
            changes.insert(VARIANTS, 1, variant, "name of " + variant);
        }
        changes.insert(VARIANTS, 11, "", "eleven");

        write(sink, changes);

        assertThat(rows(VARIANTS)).hasSize(variants.size() + 1);
        assertThat(rows(VARIANTS).values())
                .extracting(row -> row.get("variant"))
                .containsExactlyInAnyOrderElementsOf(concat(variants, ""));
        assertThat(rows(VARIANTS).values())
                .filteredOn(row -> "1".equals(row.get("id")))
                .allSatisfy(row -> assertThat(row).containsEntry("name", "name of " + row.get("variant")));
    }

    private static List<String> concat(List<String> list, String last) {
        List<String> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    // P10
    @Test
    void takesTheNextVersionOfASchema() {
        TestTable wider = PRODUCTS.column("note", TestColumn.TEXT);
        Sink sink = started();

        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        write(sink, Changes.transaction(2).insert(wider, 2, "two", 2, "noted").update(wider, 1, "one", 1, "too"));

        assertThat(rows(PRODUCTS).get("2")).isEqualTo(Map.of("id", "2", "name", "two", "price", "2", "note", "noted"));
        assertThat(rows(PRODUCTS).get("1")).containsEntry("note", "too");
    }

    // P10, P3: what the sink asks for, or nothing, makes its rows those of the source
    @Test
    void saysWhatItsRowsNeedWhenAColumnIsGone() {
        TestTable narrower = PRODUCTS.without("name");
        SchemaChange change = new SchemaChange(narrower.schema(), Set.of(), Set.of(), Set.of("name"), Set.of());
        Sink sink = started();
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1).insert(PRODUCTS, 2, "two", 2));

        SchemaAnswer need = sink.changeSchema(change);
        assertThat(sink.changeSchema(change)).as("once more, after a crash").isEqualTo(need);
        if (need == SchemaAnswer.READ_AGAIN) {
            write(sink, Changes.transaction(3).read(narrower, 1, 1).read(narrower, 2, 2));
        }

        assertThat(need).as("a column less fits into what is there").isNotEqualTo(SchemaAnswer.NEW_GENERATION);
        assertThat(rows(PRODUCTS))
                .isEqualTo(Map.of("1", Map.of("id", "1", "price", "1"), "2", Map.of("id", "2", "price", "2")));
    }

    // P13, P3: after a crash the history comes again from the last confirmed place on, wherever that was.
    @Test
    @Under({Fault.DUPLICATE, Fault.REORDER})
    void everySuffixOfTheHistoryLeadsToTheSameState() {
        Sink sink = started();
        int sequence = 1;
        for (int seed = 0; seed < 2; seed++) {
            Random random = new Random(seed);
            Map<String, Map<String, String>> expected = new TreeMap<>();
            List<ChangeBatch> history = new ArrayList<>();
            history.add(Changes.transaction(sequence++).truncate(PRODUCTS).batch());
            for (int i = 0; i < 9; i++) {
                history.add(transaction(random, sequence++, sink.acceptsPartial(), expected));
            }
            history.forEach(batch -> writeRetried(sink, batch));
            assertThat(rows(PRODUCTS)).as("seed %d", seed).isEqualTo(expected);
            for (int from : new int[] {8, 4, 0}) {
                history.subList(from, history.size()).forEach(batch -> writeRetried(sink, batch));
                assertThat(rows(PRODUCTS))
                        .as("seed %d, again from %d", seed, from)
                        .isEqualTo(expected);
            }
        }
    }

    private static ChangeBatch transaction(
            Random random, int sequence, boolean partial, Map<String, Map<String, String>> rows) {
        if (random.nextInt(12) == 0) {
            rows.clear();
            return Changes.transaction(sequence).truncate(PRODUCTS).batch();
        }
        Changes changes = Changes.transaction(sequence);
        for (int i = 0; i < 6; i++) {
            int id = random.nextInt(KEYS);
            int price = 100 * sequence + i;
            String key = Integer.toString(id);
            Map<String, String> there = rows.get(key);
            if (there == null) {
                changes.insert(PRODUCTS, id, "name " + price, price);
                rows.put(key, row(id, "name " + price, price));
            } else if (random.nextInt(4) == 0) {
                changes.delete(PRODUCTS, id);
                rows.remove(key);
            } else if (partial && random.nextBoolean()) {
                changes.update(PRODUCTS, id, UNCHANGED, price);
                there.put("price", Integer.toString(price));
            } else {
                changes.update(PRODUCTS, id, null, price);
                rows.put(key, row(id, null, price));
            }
        }
        return changes.batch();
    }

    private static Map<String, String> row(int id, @Nullable String name, int price) {
        Map<String, String> row = new TreeMap<>(Map.of("id", Integer.toString(id), "price", Integer.toString(price)));
        if (name != null) {
            row.put("name", name);
        }
        return row;
    }
}
