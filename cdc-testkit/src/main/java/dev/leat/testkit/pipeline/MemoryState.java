package dev.leat.testkit.pipeline;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.core.engine.runtime.PipelineRecords;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A pipeline's state folder as maps: survives its runs, and can be lost. Thread-safe. */
public final class MemoryState implements StateStore, PipelineRecords {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private volatile @Nullable Epoch epoch;
    private volatile @Nullable String gap;
    private volatile @Nullable Reseed reseed;

    /** Empty, as on the first run. */
    public MemoryState() {}

    /** As if the folder had been removed. */
    public void lose() {
        values.clear();
        epoch = null;
        gap = null;
        reseed = null;
    }

    /** As {@code leat reseed FILE} records it. */
    public void wishReseedOfAll() {
        reseed = new Reseed() {
            @Override
            public boolean covers(TableId table) {
                return true;
            }

            @Override
            public boolean coversAll() {
                return true;
            }
        };
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
    public void bind(SourceIdentity source) {
        // one source per test
    }

    @Override
    public Optional<String> gap() {
        return Optional.ofNullable(gap);
    }

    @Override
    public void recordGap(String message) {
        gap = message;
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
}
