package dev.leat.core.wiring;

import dev.leat.api.Belonging;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A plugin's capture as the engine calls it: with the plugin's own context class loader. */
final class PluggedCapture implements Capture {
    private final Calls calls;
    private final Capture capture;

    PluggedCapture(Calls calls, Capture capture) {
        this.calls = calls;
        this.capture = capture;
    }

    @Override
    public SourceIdentity source() {
        return calls.ask(capture::source);
    }

    @Override
    public SourceTables tables() {
        return calls.ask(capture::tables);
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        return new PluggedStream(calls.ask(() -> capture.live(mode)));
    }

    @Override
    public Optional<ChangeStream> peek() {
        return calls.ask(capture::peek).map(PluggedStream::new);
    }

    @Override
    public boolean readsInKeyOrder() {
        return calls.ask(capture::readsInKeyOrder);
    }

    @Override
    public Optional<Snapshot> snapshot() {
        return calls.ask(capture::snapshot).map(PluggedSnapshot::new);
    }

    @Override
    public Position head() {
        return calls.ask(capture::head);
    }

    @Override
    public OptionalLong lag() {
        return calls.ask(capture::lag);
    }

    @Override
    public boolean deliversMessages() {
        return capture.deliversMessages();
    }

    @Override
    public List<Finding> check() {
        return calls.ask(capture::check);
    }

    @Override
    public Optional<String> leftBehind() {
        return calls.ask(capture::leftBehind);
    }

    @Override
    public Optional<SourceSurvey> survey() {
        return calls.ask(capture::survey);
    }

    @Override
    public List<Belonging> belongings() {
        return calls.askBelongings(capture::belongings);
    }

    @Override
    public void close() {
        calls.tell(capture::close);
    }

    private final class PluggedStream implements ChangeStream {
        private final ChangeStream stream;

        PluggedStream(ChangeStream stream) {
            this.stream = stream;
        }

        @Override
        public StreamStart start() {
            return stream.start();
        }

        @Override
        public ChangeBatch poll(Duration timeout) {
            return calls.ask(() -> stream.poll(timeout));
        }

        @Override
        public void confirm(Position position) {
            calls.tell(() -> stream.confirm(position));
        }

        @Override
        public void requestProgress() {
            calls.tell(stream::requestProgress);
        }

        @Override
        public void close() {
            calls.tell(stream::close);
        }
    }

    private final class PluggedSnapshot implements Snapshot {
        private final Snapshot snapshot;

        PluggedSnapshot(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public Barrier barrier(TableId table) {
            return calls.ask(() -> snapshot.barrier(table));
        }

        @Override
        public ChunkReader openReader() {
            return new PluggedReader(calls.ask(snapshot::openReader));
        }

        @Override
        public void close() {
            calls.tell(snapshot::close);
        }
    }

    private final class PluggedReader implements ChunkReader {
        private final ChunkReader reader;

        PluggedReader(ChunkReader reader) {
            this.reader = reader;
        }

        @Override
        public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
            return calls.ask(() -> reader.next(table, after, maxRows));
        }

        @Override
        public Chunk read(TableId table, ChunkBounds bounds, int maxRows) {
            return calls.ask(() -> reader.read(table, bounds, maxRows));
        }

        @Override
        public Chunk readKeys(TableId table, List<RowKey> keys) {
            return calls.ask(() -> reader.readKeys(table, keys));
        }

        @Override
        public long estimateRows(TableId table) {
            return calls.ask(() -> reader.estimateRows(table));
        }

        @Override
        public void close() {
            calls.tell(reader::close);
        }
    }
}
