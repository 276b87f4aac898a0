package dev.leat.acceptance.pipeline;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.runtime.PipelineRecords;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pipeline remembers besides the capture's cursor, for as long as the test runs. Thread-safe. */
final class MemoryRecords implements PipelineRecords {
    private @Nullable Epoch epoch;
    private @Nullable Gap gap;
    private boolean reseed;
    private @Nullable DeadLetters letters;

    @Override
    public synchronized Optional<Epoch> epoch() {
        return Optional.ofNullable(epoch);
    }

    @Override
    public synchronized void storeEpoch(Epoch next) {
        epoch = next;
    }

    @Override
    public boolean belongTo(SourceIdentity source) {
        return true;
    }

    @Override
    public void bind(SourceIdentity source) {
        // every test has a source of its own
    }

    @Override
    public synchronized List<Gap> gaps() {
        return Stream.ofNullable(gap).toList();
    }

    @Override
    public synchronized void recordGap(Gap found) {
        gap = found;
    }

    synchronized void putAsideIn(DeadLetters place) {
        letters = place;
    }

    @Override
    public synchronized Optional<DeadLetters> deadLetters() {
        return Optional.ofNullable(letters);
    }

    synchronized void askForReseed() {
        reseed = true;
    }

    @Override
    public synchronized Optional<Reseed> reseed() {
        return reseed ? Optional.of(new Everything()) : Optional.empty();
    }

    @Override
    public synchronized void reseedBegun() {
        reseed = false;
        gap = null;
    }

    private static final class Everything implements Reseed {
        @Override
        public boolean covers(TableId table) {
            return true;
        }

        @Override
        public boolean coversAll() {
            return true;
        }
    }
}
