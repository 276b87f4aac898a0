package dev.leat.acceptance.pipeline;

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
import dev.leat.api.capture.SourceTables;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A capture that tells of the steps of its chunks, and can be crashed around them. */
final class SteppedCapture implements Capture {
    private final Capture capture;
    private final ChunkSteps steps;
    private final CrashPoints.OfRun points;

    SteppedCapture(Capture capture, ChunkSteps steps, CrashPoints.OfRun points) {
        this.capture = capture;
        this.steps = steps;
        this.points = points;
    }

    @Override
    public SourceIdentity source() {
        return capture.source();
    }

    @Override
    public SourceTables tables() {
        return capture.tables();
    }

    @Override
    public ChangeStream live(LiveMode mode) {
        points.before("live");
        ChangeStream stream = capture.live(mode);
        points.after("live");
        return stream;
    }

    @Override
    public boolean readsInKeyOrder() {
        return capture.readsInKeyOrder();
    }

    @Override
    public Optional<Snapshot> snapshot() {
        return capture.snapshot().map(SteppedSnapshot::new);
    }

    @Override
    public Position head() {
        return capture.head();
    }

    @Override
    public OptionalLong lag() {
        return capture.lag();
    }

    @Override
    public List<Finding> check() {
        return capture.check();
    }

    @Override
    public Optional<String> leftBehind() {
        return capture.leftBehind();
    }

    @Override
    public void close() {
        capture.close();
    }

    private final class SteppedSnapshot implements Snapshot {
        private final Snapshot snapshot;

        SteppedSnapshot(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public Barrier barrier(TableId table) {
            Barrier barrier = snapshot.barrier(table);
            steps.barrierTaken(table);
            points.after("barrier");
            return barrier;
        }

        @Override
        public ChunkReader openReader() {
            return new SteppedReader(snapshot.openReader());
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    private final class SteppedReader implements ChunkReader {
        private final ChunkReader reader;

        SteppedReader(ChunkReader reader) {
            this.reader = reader;
        }

        @Override
        public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
            return reader.next(table, after, maxRows);
        }

        @Override
        public Chunk read(TableId table, ChunkBounds bounds, int maxRows) {
            steps.beforeRead(table);
            points.before("read");
            Chunk chunk = reader.read(table, bounds, maxRows);
            steps.afterRead(table);
            points.after("read");
            return chunk;
        }

        @Override
        public Chunk readKeys(TableId table, List<RowKey> keys) {
            points.before("readKeys");
            Chunk chunk = reader.readKeys(table, keys);
            points.after("readKeys");
            return chunk;
        }

        @Override
        public long estimateRows(TableId table) {
            return reader.estimateRows(table);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
