package dev.leat.testkit.contract;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine relies on when it writes a target whose rows are found by key. */
public abstract class KeyedSinkContract {
    /** A table with a key of one column. */
    protected static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);

    /** Its name begins like that of {@link #PRODUCTS}; its key has two columns. */
    protected static final TestTable VARIANTS = TestTable.of("products_variants")
            .key("id", TestColumn.INT)
            .key("variant", TestColumn.TEXT)
            .column("name", TestColumn.TEXT);

    private static final SourceIdentity SOURCE = new SourceIdentity("system/database", "1");

    private final List<Sink> sinks = new ArrayList<>();

    /**
     * A sink for the target of this test, which is empty when the test begins. Called again for a restart: always the same
     * pipeline, the same sink name, the same target.
     */
    protected abstract Sink create();

    /** What the target holds: key text to column to the value as text; a null is no entry. */
    protected abstract Map<String, Map<String, String>> rows(TestTable table);

    @AfterEach
    void closeSinks() {
        sinks.forEach(Sink::close);
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
        assumeTrue(sink.acceptsPartial(), "the engine completes rows for this sink");
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

    // G11
    @Test
    void truncatesOneTableOnly() {
        Sink sink = started();
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 3).insert(VARIANTS, 1, "a", "x"));

        write(sink, Changes.transaction(2).truncate(PRODUCTS));
        write(sink, Changes.transaction(3).insert(PRODUCTS, 2, "tea", 3));

        assertThat(rows(PRODUCTS)).containsOnlyKeys("2");
        assertThat(rows(VARIANTS)).containsOnlyKeys("1:a");
    }

    @Test
    void saysWhatWasSeededAfterARestartToo() {
        Sink sink = started();
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());

        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));
        sink.saveProgress(PRODUCTS.id(), generation, "to \"1\"");

        Sink second = started();
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(generation, "to \"1\""));
        assertThat(second.beginSeed(PRODUCTS.schema(), false)).isEqualTo(generation);
        second.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        Sink third = started();
        assertThat(third.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
        assertThat(third.seedState(VARIANTS.id())).isEqualTo(new SeedState.Unseeded());
        assertThat(rows(PRODUCTS)).containsOnlyKeys("1");
    }

    @Test
    void completesTwiceWithoutHarm() {
        Sink sink = started();
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));

        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);
        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
        assertThat(rows(PRODUCTS)).containsOnlyKeys("1");
    }

    // S12
    @Test
    void refusesProgressOfAGenerationThatIsOver() {
        Sink sink = started();
        int first = sink.beginSeed(PRODUCTS.schema(), false);
        int second = sink.beginSeed(PRODUCTS.schema(), true);

        assertThat(second).isGreaterThan(first);
        assertThatThrownBy(() -> sink.saveProgress(PRODUCTS.id(), first, "to 1"))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
        sink.saveProgress(PRODUCTS.id(), second, "to 1");
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

    @Test
    void returnsTheMarksThatWereStoredLast() {
        Sink sink = started();
        assertThat(sink.marks()).isEmpty();

        sink.storeMarks(marks(7));
        sink.storeMarks(marks(8));

        assertThat(sink.marks()).contains(marks(8));
        assertThat(started().marks()).contains(marks(8));
    }

    // P16
    @Test
    void everyClaimRaisesTheTerm() {
        Sink first = opened();
        Sink second = opened();

        long term = first.claim("first");

        assertThat(second.claim("second")).isGreaterThan(term);
    }

    @Test
    void connectingChangesNothing() {
        Sink sink = opened();

        sink.connect();

        Sink started = started();
        assertThat(started.marks()).isEmpty();
        assertThat(started.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    @Test
    void writesLanesBesideEachOther() {
        Sink sink = started();
        try (SinkWriter even = sink.openWriter(0);
                SinkWriter odd = sink.openWriter(1)) {
            for (int i = 0; i < 50; i++) {
                write(i % 2 == 0 ? even : odd, Changes.transaction(1).insert(PRODUCTS, i, "tea", i));
            }
        }
        assertThat(rows(PRODUCTS)).hasSize(50);
    }

    @Test
    void writesOnlyTheChangesOfItsSlice() {
        Sink sink = started();
        ChangeBatch batch = Changes.transaction(1)
                .insert(PRODUCTS, 1, "tea", 1)
                .insert(PRODUCTS, 2, "tea", 2)
                .insert(PRODUCTS, 3, "tea", 3)
                .batch();
        try (SinkWriter writer = sink.openWriter(0)) {
            writer.write(new ChangeSlice(batch, new int[] {0, 2}, 0, 2), marks(1));
            writer.write(new ChangeSlice(batch, new int[] {1}, 0, 0), marks(1));
        }

        assertThat(rows(PRODUCTS)).containsOnlyKeys("1", "3");
    }

    @Test
    void closesMoreThanOnce() {
        Sink sink = started();
        SinkWriter writer = sink.openWriter(0);

        for (int i = 0; i < 2; i++) {
            assertThatCode(writer::close).doesNotThrowAnyException();
            assertThatCode(sink::close).doesNotThrowAnyException();
        }
    }

    /** A sink that has opened the tables of this suite. */
    protected final Sink opened() {
        Sink sink = create();
        sinks.add(sink);
        sink.open(TestTable.source(PRODUCTS, VARIANTS));
        return sink;
    }

    /** A sink as the engine starts it. */
    protected final Sink started() {
        Sink sink = opened();
        sink.connect();
        sink.claim("a test");
        return sink;
    }

    /** Writes everything through a writer that is opened for it. */
    protected static void write(Sink sink, Changes changes) {
        try (SinkWriter writer = sink.openWriter(0)) {
            write(writer, changes);
        }
    }

    private static void write(SinkWriter writer, Changes changes) {
        WriteReport report = writer.write(changes.all(), marks(1));
        assertThat(report.rejected()).isEmpty();
    }

    private static Marks marks(long sequence) {
        return new Marks(
                0,
                3,
                SOURCE,
                new Position(sequence, "at " + sequence),
                Set.of(PRODUCTS.id(), VARIANTS.id()),
                0xFEDCBA9876543210L);
    }
}
