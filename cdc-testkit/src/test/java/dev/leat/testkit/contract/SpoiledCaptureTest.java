package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Transaction;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.pipeline.MemoryState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Captures that break one promise each are caught, by the test that names it. */
final class SpoiledCaptureTest {
    @Test
    void aCaptureThatConfirmsWhatItDeliversIsCaught() {
        assertCaught(Hasty.class, "whatWasNotConfirmedComesAgainOnTheNextStream");
    }

    static final class Hasty extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return withStreams(
                    super.create(limits, state),
                    stream -> Map.of("poll", (sound, given) -> {
                        ChangeBatch batch = (ChangeBatch) sound.call();
                        Position end = batch == null ? null : batch.position();
                        if (end != null) {
                            stream.confirm(end);
                        }
                        return batch;
                    }));
        }
    }

    @Test
    void aCaptureThatConfirmsNothingIsCaught() {
        assertCaught(Forgetful.class, "resumesBehindWhatWasConfirmedAndNotBefore", "aConfirmationNeverGoesBack");
    }

    static final class Forgetful extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return withStreams(super.create(limits, state), stream -> Map.of("confirm", (sound, given) -> null));
        }
    }

    @Test
    void aCaptureWhoseCursorGoesBackIsCaught() {
        assertCaught(Unsteady.class, "aConfirmationNeverGoesBack");
    }

    static final class Unsteady extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return withStreams(
                    super.create(limits, state),
                    stream -> Map.of("confirm", (sound, given) -> {
                        state.delete("memory-cursor");
                        return sound.call();
                    }));
        }
    }

    @Test
    void aCaptureThatStreamsPastAGapIsCaught() {
        assertCaught(Blithe.class, "historyThatIsLostIsAGapUntilAReseed", "resumesBehindWhatWasConfirmedAndNotBefore");
    }

    static final class Blithe extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return Spoiled.of(Capture.class, super.create(limits, state), Map.of("live", (sound, given) -> {
                given[0] = LiveMode.RESEED;
                return sound.call();
            }));
        }
    }

    @Test
    void aCaptureThatKeepsItsCursorInTheProcessIsCaught() {
        assertCaught(Volatile.class, "resumesBehindWhatWasConfirmedAndNotBefore");
    }

    static final class Volatile extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return super.create(limits, new MemoryState());
        }
    }

    @Test
    void aBoundaryThatContainsTooMuchIsCaught() {
        assertCaught(Boasting.class, "aBoundaryContainsWhatTheReadSawAndNothingLater");
    }

    static final class Boasting extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return withReaders(super.create(limits, state), Map.of("read", (sound, given) -> {
                Chunk chunk = (Chunk) sound.call();
                return chunk == null ? null : new Chunk(chunk.bounds(), chunk.rows(), all(chunk.boundary()));
            }));
        }

        private static Boundary all(Boundary boundary) {
            return new Boundary() {
                @Override
                public boolean contains(Transaction transaction) {
                    return true;
                }

                @Override
                public Position position() {
                    return boundary.position();
                }
            };
        }
    }

    @Test
    void aReaderThatReadsTheWholeTableEachTimeIsCaught() {
        assertCaught(Greedy.class, "readsEveryRowOncePieceByPiece");
    }

    static final class Greedy extends Spoilt {
        @Override
        protected Capture create(BatchLimits limits, StateStore state) {
            return withReaders(super.create(limits, state), Map.of("read", (sound, given) -> {
                given[1] = new ChunkBounds(null, null);
                return sound.call();
            }));
        }
    }

    @Test
    void theSoundCapturePassesEverything() {
        SuiteRun run = SuiteRun.of(MemoryCaptureContractTest.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.passed()).hasSizeGreaterThan(20);
    }

    /** Whoever waits for what will never come gives up soon. */
    abstract static class Spoilt extends MemoryCaptureContractTest {
        @Override
        protected Duration deadline() {
            return Duration.ofMillis(300);
        }
    }

    private static void assertCaught(Class<?> suite, String... tests) {
        assertThat(SuiteRun.of(suite).failed()).contains(tests);
    }

    private interface StreamSpoil {
        Map<String, Spoiled.Method> of(ChangeStream stream);
    }

    private static Capture withStreams(Capture capture, StreamSpoil spoil) {
        return Spoiled.of(Capture.class, capture, Map.of("live", (sound, given) -> {
            ChangeStream stream = (ChangeStream) sound.call();
            return stream == null ? null : Spoiled.of(ChangeStream.class, stream, spoil.of(stream));
        }));
    }

    private static Capture withReaders(Capture capture, Map<String, Spoiled.Method> methods) {
        return Spoiled.of(
                Capture.class,
                capture,
                Map.of(
                        "snapshot",
                        (sound, given) -> capture.snapshot()
                                .map(snapshot -> Spoiled.of(
                                        Snapshot.class,
                                        snapshot,
                                        Map.of(
                                                "openReader",
                                                (ignored, none) -> Spoiled.of(
                                                        ChunkReader.class, snapshot.openReader(), methods))))));
    }
}
