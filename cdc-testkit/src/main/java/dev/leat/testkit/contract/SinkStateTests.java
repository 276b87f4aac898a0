package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.SinkContract.PRODUCTS;
import static dev.leat.testkit.contract.SinkContract.SOURCE;
import static dev.leat.testkit.contract.SinkContract.VARIANTS;
import static dev.leat.testkit.contract.SinkContract.marks;
import static dev.leat.testkit.contract.SinkContract.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class SinkStateTests {
    private static final String ODD = "\"\\{}[]' \t\n\u2028:,%~é漢😀";

    private final SinkContract suite;

    SinkStateTests(SinkContract suite) {
        this.suite = suite;
    }

    // X4
    @Test
    void saysWhatWasSeededAfterARestartToo() {
        Sink sink = suite.started();
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());

        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));
        sink.saveProgress(PRODUCTS.id(), generation, "to \"1\"");

        Sink second = suite.restarted(sink);
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(generation, "to \"1\""));
        assertThat(second.beginSeed(PRODUCTS.schema(), false)).isEqualTo(generation);
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(generation, "to \"1\""));
        second.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        Sink third = suite.restarted(second);
        assertThat(third.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
        assertThat(third.seedState(VARIANTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    @Test
    void returnsProgressAndSourceAsTheyAre() {
        Sink sink = suite.started();
        SourceIdentity source = new SourceIdentity(ODD, "");
        String progress = ODD.repeat(500);
        int generation = sink.beginSeed(PRODUCTS.schema(), false);

        sink.saveProgress(PRODUCTS.id(), generation, progress);
        sink = suite.restarted(sink);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(generation, progress));

        sink.completeSeed(PRODUCTS.schema(), generation, source);
        assertThat(suite.restarted(sink).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, source));
    }

    @Test
    void statesThatAnEmptyTableIsSeeded() {
        Sink sink = suite.started();
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(generation, ""));

        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        assertThat(suite.restarted(sink).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
    }

    @Test
    @Under(Fault.DUPLICATE)
    void completesTwiceWithoutHarm() {
        Sink sink = suite.started();
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));

        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);
        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);

        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
        assertThat(suite.keys(PRODUCTS)).containsExactly("1");
    }

    // S12
    @Test
    void refusesProgressOfAGenerationThatIsOver() {
        Sink sink = suite.started();
        int first = sink.beginSeed(PRODUCTS.schema(), false);
        sink.saveProgress(PRODUCTS.id(), first, "to 7");
        int second = sink.beginSeed(PRODUCTS.schema(), true);

        assertThat(second).isGreaterThan(first);
        assertThatThrownBy(() -> sink.saveProgress(PRODUCTS.id(), first, "to 8"))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(second, ""));
        sink.saveProgress(PRODUCTS.id(), second, "to 1");
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(second, "to 1"));
    }

    @Test
    void seedsAgainInTheNextGeneration() {
        Sink sink = suite.started();
        int first = sink.beginSeed(PRODUCTS.schema(), false);
        sink.completeSeed(PRODUCTS.schema(), first, SOURCE);

        Sink second = suite.restarted(sink);
        int next = second.beginSeed(PRODUCTS.schema(), false);

        assertThat(next).isGreaterThan(first);
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(next, ""));
        assertThat(suite.restarted(second).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(next, ""));
    }

    // S14
    @Test
    void returnsTheMarksThatWereStoredLast() {
        Sink sink = suite.started();
        assertThat(sink.marks()).isEmpty();

        sink.storeMarks(marks(7));
        sink.storeMarks(marks(8));

        assertThat(sink.marks()).contains(marks(8));
        assertThat(suite.restarted(sink).marks()).contains(marks(8));
    }

    @Test
    void returnsMarksAsTheyAre() {
        Set<TableId> tables = IntStream.range(0, 300)
                .mapToObj(i -> new TableId("Sché\"ma." + i, "ta\\ble " + i))
                .collect(Collectors.toSet());
        Marks large = new Marks(
                0, 41, new SourceIdentity(ODD, ODD), new Position(-8, "FFFFFFFF/FFFFFFF8"), tables, Long.MIN_VALUE);
        Marks small = new Marks(0, 0, new SourceIdentity("s", ""), new Position(0, ""), Set.of(), 0);
        Sink sink = suite.started();

        sink.storeMarks(small);
        sink = suite.restarted(sink);
        assertThat(sink.marks()).contains(small);

        sink.storeMarks(large);
        assertThat(suite.restarted(sink).marks()).contains(large);
    }

    @Test
    void aSeedingLeavesTheMarksAndTheMarksTheSeeding() {
        Sink sink = suite.started();
        sink.storeMarks(marks(7));
        int generation = sink.beginSeed(PRODUCTS.schema(), true);
        sink.storeMarks(marks(8));
        sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);
        sink.storeMarks(marks(9));

        Sink next = suite.restarted(sink);

        assertThat(next.marks()).contains(marks(9));
        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(generation, SOURCE));
    }
}
