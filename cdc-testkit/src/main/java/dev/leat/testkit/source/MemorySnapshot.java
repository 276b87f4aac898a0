package dev.leat.testkit.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.change.Transaction;
import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads of current rows. A commit is visible and logged in one step, so that a barrier has nothing to wait for. */
final class MemorySnapshot implements Snapshot {
    private static final byte[] NO_TEXT = new byte[0];

    private final MemorySource source;
    private volatile boolean closed;

    MemorySnapshot(MemorySource source) {
        this.source = source;
    }

    @Override
    public Barrier barrier(TableId table) {
        return new Barrier() {
            @Override
            public boolean isPassedBy(Boundary boundary) {
                return true;
            }

            @Override
            public String waitingFor() {
                return "nothing";
            }
        };
    }

    @Override
    public ChunkReader openReader() {
        return new Reader();
    }

    @Override
    public void close() {
        closed = true;
    }

    private record Seen(long last) implements Boundary {
        @Override
        public boolean contains(Transaction transaction) {
            return transaction.sequence() <= last;
        }

        @Override
        public Position position() {
            return MemorySource.behind(last);
        }
    }

    private final class Reader implements ChunkReader {
        private volatile boolean over;

        @Override
        public ChunkBounds next(TableId table, byte @Nullable [] after, int maxRows) {
            List<String> keys = behind(after, open(table)).toList();
            byte[] upper = keys.size() <= maxRows ? null : keys.get(maxRows - 1).getBytes(UTF_8);
            return new ChunkBounds(after, upper);
        }

        private Stream<String> behind(byte @Nullable [] after, MemorySource.Read read) {
            String lower = after == null ? "" : new String(after, UTF_8);
            return read.rows().keySet().stream().filter(key -> after == null || key.compareTo(lower) > 0);
        }

        @Override
        public Chunk read(TableId table, ChunkBounds bounds, int maxRows) {
            MemorySource.Read read = open(table);
            byte[] last = bounds.upper();
            String upper = last == null ? "" : new String(last, UTF_8);
            List<String> keys = behind(bounds.lower(), read)
                    .filter(key -> last == null || key.compareTo(upper) <= 0)
                    .limit(maxRows)
                    .toList();
            List<ChangeBatch> rows = keys.stream().map(read.rows()::get).toList();
            ChunkBounds covered = keys.size() < maxRows
                    ? bounds
                    : new ChunkBounds(bounds.lower(), keys.get(maxRows - 1).getBytes(UTF_8));
            return new Chunk(covered, batches(rows, read.last()), new Seen(read.last()));
        }

        @Override
        public Chunk readKeys(TableId table, List<RowKey> keys) {
            MemorySource.Read read = open(table);
            Set<String> wanted = keys.stream().map(MemorySource::text).collect(Collectors.toSet());
            List<ChangeBatch> rows = new ArrayList<>();
            read.rows().forEach((key, row) -> {
                if (wanted.contains(key)) {
                    rows.add(row);
                }
            });
            return new Chunk(new ChunkBounds(null, null), batches(rows, read.last()), new Seen(read.last()));
        }

        @Override
        public long estimateRows(TableId table) {
            return open(table).rows().size();
        }

        private MemorySource.Read open(TableId table) {
            if (over || closed) {
                throw new CdcException(ErrorKind.CONNECTION, "the reader of the source in memory was closed");
            }
            return source.read(table);
        }

        @Override
        public void close() {
            over = true;
        }
    }

    private static List<ChangeBatch> batches(Collection<ChangeBatch> rows, long last) {
        if (rows.isEmpty()) {
            return List.of();
        }
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(last, 0, NO_TEXT, 0, NO_TEXT, 0);
        for (ChangeBatch row : rows) {
            ChangeCursor change = row.cursor();
            change.next();
            add(builder, change.after());
        }
        builder.commit(NO_TEXT, 0);
        return List.of(builder.build(null));
    }

    private static void add(ChangeBatchBuilder builder, Row row) {
        builder.open(Operation.READ, row.schema(), true, BeforeImage.ABSENT);
        for (int i = 0; i < row.schema().columnCount(); i++) {
            if (row.isNull(i)) {
                builder.afterNull(i);
            } else {
                builder.after(i, builder.append(row.bytes(), row.offset(i), row.length(i)), row.length(i));
            }
        }
        builder.close();
    }
}
