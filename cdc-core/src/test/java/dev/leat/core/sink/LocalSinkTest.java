package dev.leat.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.core.sink.DiscardTarget.Reading;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LocalSinkTest {
    private static final SourceIdentity SOURCE = new SourceIdentity("7349/shop", "1");

    private final MemoryState state = new MemoryState();

    @Test
    void remembersOverARestartThatATableIsSeeded() {
        Sink sink = sink("out");
        assertThat(sink.seedState(Products.TABLE)).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(Products.SCHEMA, false);
        assertThat(sink.seedState(Products.TABLE)).isEqualTo(new SeedState.Partial(1, ""));
        sink.saveProgress(Products.TABLE, generation, "up to {\"id\":7}");
        assertThat(sink("out").seedState(Products.TABLE)).isEqualTo(new SeedState.Partial(1, "up to {\"id\":7}"));
        sink.completeSeed(Products.SCHEMA, generation, SOURCE);
        sink.completeSeed(Products.SCHEMA, generation, SOURCE);

        assertThat(sink("out").seedState(Products.TABLE)).isEqualTo(new SeedState.Seeded(1, SOURCE));
        assertThat(sink("out").seedState(new TableId("public", "users"))).isEqualTo(new SeedState.Unseeded());
        assertThat(sink("other").seedState(Products.TABLE)).isEqualTo(new SeedState.Unseeded());
    }

    @Test
    void goesOnWithAnUnfinishedSeedingUnlessToldOtherwise() {
        assertThat(sink("out").beginSeed(Products.SCHEMA, false)).isEqualTo(1);
        sink("out").saveProgress(Products.TABLE, 1, "half");

        assertThat(sink("out").beginSeed(Products.SCHEMA, false)).isEqualTo(1);
        assertThat(sink("out").seedState(Products.TABLE)).isEqualTo(new SeedState.Partial(1, "half"));
        assertThat(sink("out").beginSeed(Products.SCHEMA, true)).isEqualTo(2);
        assertThat(sink("out").seedState(Products.TABLE)).isEqualTo(new SeedState.Partial(2, ""));
        sink("out").completeSeed(Products.SCHEMA, 2, SOURCE);
        assertThat(sink("out").beginSeed(Products.SCHEMA, false)).isEqualTo(3);
    }

    // D6: a line tells its table by its full name.
    @Test
    void refusesTwoTablesWhoseFullNamesAreOneText() {
        SourceTables alike = new SourceTables("public", List.of(table("a.b", "c"), table("a", "b.c")));

        assertThatThrownBy(() -> sink("out").open(alike))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG))
                .hasMessageContaining("a.b.c");
    }

    private static TableSchema table(String schema, String name) {
        return new TableSchema(
                new TableId(schema, name), Products.SCHEMA.columns(), new int[] {0}, Products.SCHEMA.hasUniqueKey());
    }

    @Test
    void refusesASaveForAnotherGeneration() {
        Sink sink = sink("out");
        sink.beginSeed(Products.SCHEMA, false);
        sink.beginSeed(Products.SCHEMA, true);

        assertThatThrownBy(() -> sink.saveProgress(Products.TABLE, 1, "x"))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
        assertThatThrownBy(() -> sink.completeSeed(Products.SCHEMA, 1, SOURCE)).isInstanceOf(CdcException.class);
        sink.completeSeed(Products.SCHEMA, 2, SOURCE);
        assertThatThrownBy(() -> sink.saveProgress(Products.TABLE, 2, "x")).isInstanceOf(CdcException.class);
    }

    @Test
    void returnsTheMarksThatWereStoredLast() {
        Marks marks = new Marks(
                0,
                3,
                SOURCE,
                new Position(-2, "FFFFFFFF/FFFFFFFE"),
                Set.of(Products.TABLE, new TableId("a.b", "ü")),
                -77);

        assertThat(sink("out").marks()).isEmpty();
        sink("out").storeMarks(marks);

        assertThat(sink("out").marks()).contains(marks);
        assertThat(sink("other").marks()).isEmpty();
    }

    // P16
    @Test
    void raisesItsTermWithEachClaim() {
        assertThat(sink("out").claim("me")).isEqualTo(1);
        assertThat(sink("out").claim("you")).isEqualTo(2);
        assertThat(sink("other").claim("you")).isEqualTo(1);
    }

    @Test
    void takesTablesWithoutKeyAndPartialRows() {
        assertThat(sink("out").isKeyed()).isFalse();
        assertThat(sink("out").acceptsPartial()).isTrue();
        assertThat(sink("out").takesMessages()).isTrue();
    }

    private Sink sink(String name) {
        return new LocalSink(new SinkContext("shop", name, 1, state), new DiscardTarget(name, Reading.NONE));
    }
}
