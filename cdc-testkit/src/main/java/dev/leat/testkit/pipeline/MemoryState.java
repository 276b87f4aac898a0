package dev.leat.testkit.pipeline;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.core.engine.decision.RowShape;
import dev.leat.core.engine.runtime.PipelineRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pipeline's state folder as maps: survives its runs, and can be lost. Thread-safe. */
public final class MemoryState implements StateStore, PipelineRecords {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private volatile @Nullable Epoch epoch;
    private volatile @Nullable Gap gap;
    private volatile @Nullable Reseed reseed;
    private volatile Map<TableId, RowShape> settled = Map.of();

    /** Empty, as on the first run. */
    public MemoryState() {}

    /** As if the folder had been removed. */
    public void lose() {
        values.clear();
        epoch = null;
        gap = null;
        reseed = null;
        settled = Map.of();
    }

    /** As {@code leat reseed FILE} records it. */
    public void wishReseedOfAll() {
        reseed = new Wish(Set.of());
    }

    /** As {@code leat reseed FILE TABLE...} records it. */
    public void wishReseedOf(TableId... tables) {
        reseed = new Wish(Set.of(tables));
    }

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public void write(String name, byte[] value) {
        values.put(name, value);
    }

    @Override
    public void delete(String name) {
        values.remove(name);
    }

    @Override
    public Optional<Epoch> epoch() {
        return Optional.ofNullable(epoch);
    }

    @Override
    public void storeEpoch(Epoch newEpoch) {
        epoch = newEpoch;
    }

    @Override
    public boolean belongTo(SourceIdentity source) {
        return true;
    }

    @Override
    public void bind(SourceIdentity source) {
        // one source per test
    }

    @Override
    public List<Gap> gaps() {
        return Stream.ofNullable(gap).toList();
    }

    @Override
    public void recordGap(Gap found) {
        gap = found;
    }

    @Override
    public Map<TableId, RowShape> settled() {
        return settled;
    }

    @Override
    public void storeSettled(Map<TableId, RowShape> now) {
        settled = Map.copyOf(now);
    }

    @Override
    public Optional<Reseed> reseed() {
        return Optional.ofNullable(reseed);
    }

    @Override
    public void reseedBegun() {
        reseed = null;
        gap = null;
    }

    /** @param tables empty: all */
    private record Wish(Set<TableId> tables) implements Reseed {
        @Override
        public boolean covers(TableId table) {
            return coversAll() || tables.contains(table);
        }

        @Override
        public boolean coversAll() {
            return tables.isEmpty();
        }
    }
}
