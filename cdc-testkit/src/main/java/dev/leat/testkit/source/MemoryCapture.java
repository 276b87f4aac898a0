package dev.leat.testkit.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.Belonging;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.change.TestTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A reader of a {@link MemorySource}. */
final class MemoryCapture implements Capture {
    private static final String CURSOR = "memory-cursor";

    private final MemorySource source;
    private final BatchLimits limits;
    private final StateStore state;
    private final List<MemoryStream> streams = new CopyOnWriteArrayList<>();

    MemoryCapture(MemorySource source, BatchLimits limits, StateStore state) {
        this.source = source;
        this.limits = limits;
        this.state = state;
    }

    @Override
    public SourceIdentity source() {
        return new SourceIdentity("memory", "");
    }

    @Override
    public SourceTables tables() {
        return new SourceTables(TestTable.DEFAULT_SCHEMA, source.schemas());
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        Optional<Position> stored = cursor();
        if (stored.isPresent() && mode == LiveMode.RESUME) {
            source.requireHistoryBehind(stored.get().sequence() - 1);
            return open(new StreamStart(StreamStart.Kind.RESUMED, stored.get()), true);
        }
        Position present = source.head();
        store(present);
        return open(new StreamStart(StreamStart.Kind.FRESH, present), true);
    }

    @Override
    public Optional<ChangeStream> peek() {
        return Optional.of(open(new StreamStart(StreamStart.Kind.FRESH, source.head()), false));
    }

    private ChangeStream open(StreamStart start, boolean moves) {
        MemoryStream opened = new MemoryStream(source, limits, start, moves ? this::confirm : position -> {});
        streams.add(opened);
        return opened;
    }

    private synchronized void confirm(Position position) {
        if (cursor().filter(there -> there.isAtOrAfter(position)).isEmpty()) {
            store(position);
        }
    }

    private Optional<Position> cursor() {
        return state.read(CURSOR).map(text -> MemorySource.behind(Long.parseLong(new String(text, US_ASCII))));
    }

    private void store(Position position) {
        state.write(CURSOR, position.text().getBytes(US_ASCII));
    }

    @Override
    public Optional<Snapshot> snapshot() {
        return Optional.of(new MemorySnapshot(source));
    }

    @Override
    public Position head() {
        return source.head();
    }

    @Override
    public List<Belonging> belongings() {
        return cursor()
                .map(position ->
                        new Belonging("cursor of the source in memory", "forget it", () -> state.delete(CURSOR)))
                .stream()
                .toList();
    }

    @Override
    public void close() {
        streams.forEach(MemoryStream::close);
    }
}
