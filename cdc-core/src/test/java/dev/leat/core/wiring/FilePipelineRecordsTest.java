package dev.leat.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.core.engine.decision.RowShape;
import dev.leat.core.engine.runtime.Counts;
import dev.leat.core.engine.runtime.PipelineRecords.Epoch;
import dev.leat.core.engine.runtime.PipelineRecords.Gap;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.TableScope;
import dev.leat.core.state.Wishes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilePipelineRecordsTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    private static final Gap SLOT_GONE = new Gap(Set.of(), "the slot is gone");

    @TempDir
    private Path folder;

    @Test
    void keepsTheEpochWithItsSourceOverRestarts() {
        SourceIdentity source = new SourceIdentity("7304/shop", "1");
        try (FileStateStore store = open()) {
            assertThat(records(store).epoch()).isEmpty();
            records(store).storeEpoch(new Epoch(3, source));
        }
        try (FileStateStore store = open()) {
            assertThat(records(store).epoch()).contains(new Epoch(3, source));
        }
    }

    @Test
    void refusesAnEpochItDoesNotUnderstand() {
        try (FileStateStore store = open()) {
            store.write("epoch", "three".getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> records(store).epoch())
                    .isInstanceOf(CdcException.class)
                    .hasMessageContaining("the state value epoch has a form that this program does not know");
        }
    }

    // P12: sticky, over restarts, until a reseed was begun
    @Test
    void keepsAGapUntilItsReseedHasBegun() {
        try (FileStateStore store = open()) {
            records(store).recordGap(SLOT_GONE);
            records(store).recordGap(SLOT_GONE);
        }
        try (FileStateStore store = open()) {
            assertThat(records(store).gaps()).containsExactly(SLOT_GONE);
            assertThat(records(store).reseed()).isEmpty();
            new Wishes(store).requestReseed(TableScope.ALL);
        }
        try (FileStateStore store = open()) {
            assertThat(records(store).reseed().orElseThrow().coversAll()).isTrue();
            records(store).reseedBegun();
            assertThat(records(store).gaps()).isEmpty();
            assertThat(records(store).reseed()).isEmpty();
        }
    }

    // P11
    @Test
    void keepsTheCountersFromRunToRun() {
        try (FileStateStore store = open()) {
            assertThat(records(store).counts()).isEqualTo(Counts.NONE);
            records(store).storeCounts(new Counts(1_000_000_000_000L, 7, 2, 1));
        }
        try (FileStateStore store = open()) {
            assertThat(records(store).counts()).isEqualTo(new Counts(1_000_000_000_000L, 7, 2, 1));
        }
    }

    @Test
    void coversTheTablesOfAWishOnly() {
        try (FileStateStore store = open()) {
            new Wishes(store).requestReseed(TableScope.of(Set.of(new TableId("public", "orders"))));

            var wish = records(store).reseed().orElseThrow();
            assertThat(wish.coversAll()).isFalse();
            assertThat(wish.covers(new TableId("public", "orders"))).isTrue();
            assertThat(wish.covers(new TableId("public", "customers"))).isFalse();
        }
    }

    @Test
    void takesAnotherHistoryOfTheSameSystemForTheSameSource() {
        try (FileStateStore store = open()) {
            assertThat(records(store).belongTo(new SourceIdentity("7304/shop", "1")))
                    .isTrue();
            assertThat(records(store).belongTo(new SourceIdentity("7304/shop", "2")))
                    .isTrue();
        }
    }

    // P10, P15
    @Test
    void remembersTheColumnsThatAllRowsHave() {
        RowShape columns = new RowShape(
                -7,
                new Revision(3, 1),
                List.of(
                        new RowShape.Field(1, "id", "INT"),
                        new RowShape.Field(2, "a b:\t\n\u00e4", "Decimal[precision=10, scale=2]")));
        Map<TableId, RowShape> settled = Map.of(
                new TableId("public", "a.\tb"),
                columns,
                new TableId("public", "t"),
                new RowShape(0, Revision.NONE, List.of()));
        try (FileStateStore store = open()) {
            assertThat(records(store).settled()).isEmpty();
            records(store).storeSettled(settled);
            assertThat(records(store).settled()).isEqualTo(settled);

            store.write("columns", "public\tt\tx".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> records(store))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP))
                    .hasMessageContaining("columns");
        }
    }

    // G16
    @Test
    void tellsAServerThatMayStandInFromASourceThatHasNothingToDoWithIt() {
        try (FileStateStore store = open()) {
            records(store).bind(new SourceIdentity("7304/shop", "1"));

            assertThat(records(store).belongTo(new SourceIdentity("9999/shop", "1")))
                    .isFalse();
            assertThatThrownBy(() -> records(store).belongTo(new SourceIdentity("7304/other", "1")))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP))
                    .hasMessageStartingWith("state folder of another source: ")
                    .hasMessageContaining(" belongs to 7304/shop, and this source is 7304/other");

            records(store).bind(new SourceIdentity("9999/shop", "1"));
            assertThat(records(store).belongTo(new SourceIdentity("9999/shop", "1")))
                    .isTrue();
        }
    }

    private FileStateStore open() {
        return FileStateStore.open(folder, "shop", "test");
    }

    private static FilePipelineRecords records(FileStateStore store) {
        return new FilePipelineRecords(store, NOON, Optional.empty());
    }
}
