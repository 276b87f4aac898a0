package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A suite that can't fail is worth nothing: sinks that break one promise each are caught, by the test that names it. */
final class SpoiledSinkTest {
    @Test
    void aSinkThatForgetsAChangeIsCaught() {
        assertCaught(Forgetful.class, "holdsWhatWasWritten", "whatWasWrittenIsThereWhenTheWriteReturns");
    }

    static final class Forgetful extends Spoilt {
        Forgetful() {
            super(Map.of(), Map.of("write", (sound, given) -> part(sound, given, 0, 1)));
        }
    }

    @Test
    void aSinkThatAnswersBeforeItWritesIsCaught() {
        assertCaught(Hasty.class, "whatWasWrittenIsThereWhenTheWriteReturns", "holdsWhatWasWritten");
    }

    static final class Hasty extends Spoilt {
        Hasty() {
            super(Map.of(), Map.of("write", (sound, given) -> WriteReport.COMPLETE));
        }
    }

    @Test
    void aSinkThatSplitsInsertsFromDeletesIsCaught() {
        assertCaught(Sorting.class, "endsWithTheLastChangeOfEachKey", "movesRowsWhoseKeysAreSwapped");
    }

    static final class Sorting extends Spoilt {
        Sorting() {
            super(Map.of(), Map.of("write", (sound, given) -> {
                ChangeSlice slice = (ChangeSlice) given[0];
                int[] sorted = IntStream.range(0, slice.size())
                        .map(slice::index)
                        .boxed()
                        .sorted((a, b) -> Boolean.compare(isDelete(slice, b), isDelete(slice, a)))
                        .mapToInt(i -> i)
                        .toArray();
                given[0] = new ChangeSlice(slice.batch(), sorted, 0, sorted.length);
                return sound.call();
            }));
        }

        private static boolean isDelete(ChangeSlice slice, int index) {
            return slice.batch().operation(index) == Operation.DELETE;
        }
    }

    @Test
    void aSinkThatWritesTheWholeBatchOfASliceIsCaught() {
        assertCaught(Greedy.class, "writesOnlyTheChangesOfItsSlice");
    }

    static final class Greedy extends Spoilt {
        Greedy() {
            super(Map.of(), Map.of("write", (sound, given) -> {
                given[0] = ((ChangeSlice) given[0]).batch().all();
                return sound.call();
            }));
        }
    }

    @Test
    void aSinkThatKeepsGhostsIsCaught() {
        assertCaught(
                WithoutGenerations.class,
                "aNewGenerationRemovesGhostsAndKeepsLiveWrites",
                "keepsWhatTheCurrentGenerationTouchedInAnyWay");
    }

    static final class WithoutGenerations extends Spoilt {
        WithoutGenerations() {
            super(Map.of("beginSeed", (sound, given) -> 1, "completeSeed", (sound, given) -> null), Map.of());
        }
    }

    @Test
    void aSinkThatAlwaysBeginsAnewIsCaught() {
        assertCaught(Restarting.class, "saysWhatWasSeededAfterARestartToo");
    }

    static final class Restarting extends Spoilt {
        Restarting() {
            super(
                    Map.of("beginSeed", (sound, given) -> {
                        given[1] = true;
                        return sound.call();
                    }),
                    Map.of());
        }
    }

    @Test
    void aSinkThatSaysSeededBeforeItIsIsCaught() {
        assertCaught(Boasting.class, "saysWhatWasSeededAfterARestartToo", "connectingAndCheckingChangeNothing");
    }

    static final class Boasting extends Spoilt {
        Boasting() {
            super(Map.of("seedState", (sound, given) -> new SeedState.Seeded(1, SinkContract.SOURCE)), Map.of());
        }
    }

    @Test
    void aSinkThatKeepsItsMarksInTheProcessIsCaught() {
        assertCaught(ForgettingMarks.class, "returnsTheMarksThatWereStoredLast", "returnsMarksAsTheyAre");
    }

    static final class ForgettingMarks extends Spoilt {
        private Optional<Marks> own = Optional.empty();

        @Override
        protected Sink create() {
            own = Optional.empty();
            return Spoiled.of(
                    Sink.class,
                    super.create(),
                    Map.of(
                            "storeMarks",
                            (sound, given) -> own = Optional.of((Marks) given[0]),
                            "marks",
                            (sound, given) -> own));
        }

        ForgettingMarks() {
            super(Map.of(), Map.of());
        }
    }

    @Test
    void aSinkThatTakesProgressOfAnOldGenerationIsCaught() {
        assertCaught(Careless.class, "refusesProgressOfAGenerationThatIsOver");
    }

    static final class Careless extends Spoilt {
        Careless() {
            super(
                    Map.of("saveProgress", (sound, given) -> {
                        try {
                            return sound.call();
                        } catch (RuntimeException refusal) {
                            return null;
                        }
                    }),
                    Map.of());
        }
    }

    @Test
    void aSinkThatLetsTwoOwnersWriteIsCaught() {
        assertCaught(Unfenced.class, "everyClaimRaisesTheTerm", "aClaimFencesTheOwnerBeforeOrIsRefused");
    }

    static final class Unfenced extends Spoilt {
        private final Sink[] first = new Sink[1];

        Unfenced() {
            super(Map.of(), Map.of());
        }

        @Override
        protected Sink create() {
            if (first[0] == null) {
                first[0] = super.create();
                first[0].claim("all");
            }
            return Spoiled.of(Sink.class, first[0], Map.of("claim", (sound, given) -> 1L));
        }
    }

    @Test
    void theSoundSinkPassesEverything() {
        SuiteRun run = SuiteRun.of(MemorySinkContractTest.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.passed()).hasSizeGreaterThan(25);
    }

    private static void assertCaught(Class<?> suite, String... tests) {
        assertThat(SuiteRun.of(suite).failed()).contains(tests);
    }

    private static Object part(java.util.concurrent.Callable<Object> sound, Object[] given, int from, int dropped)
            throws Exception {
        ChangeSlice slice = (ChangeSlice) given[0];
        int[] indexes = IntStream.range(0, slice.size()).map(slice::index).toArray();
        int[] kept = Arrays.copyOfRange(indexes, from, Math.max(from, indexes.length - dropped));
        given[0] = new ChangeSlice(slice.batch(), kept, 0, kept.length);
        return sound.call();
    }

    /** A sink for a target in memory, spoiled. */
    abstract static class Spoilt extends KeyedSinkContract {
        private final MemorySink memory = new MemorySink();
        private final Map<String, Spoiled.Method> ofSink;
        private final Map<String, Spoiled.Method> ofWriter;

        Spoilt(Map<String, Spoiled.Method> ofSink, Map<String, Spoiled.Method> ofWriter) {
            this.ofSink = ofSink;
            this.ofWriter = ofWriter;
        }

        @Override
        protected Sink create() {
            Sink spoiled = Spoiled.of(Sink.class, memory.sink(), ofSink);
            return Spoiled.of(
                    Sink.class,
                    spoiled,
                    Map.of(
                            "openWriter",
                            (sound, given) -> Spoiled.of(SinkWriter.class, (SinkWriter) sound.call(), ofWriter)));
        }

        @Override
        protected Map<String, Map<String, String>> rows(TestTable table) {
            return BareRows.of(memory, table);
        }
    }
}
