package dev.leat.testkit.sink;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.json.KeyText;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A keyed target without versions, as a map per table. It outlives the pipelines that write it: {@link #sink a new pipeline}
 * finds what an earlier one left, and fences it with its claim. Thread-safe.
 */
public final class MemorySink {
    private final Map<TableId, Map<String, Map<String, String>>> tables = new ConcurrentHashMap<>();
    private final Map<TableId, Map<String, Integer>> stamps = new ConcurrentHashMap<>();
    private final Map<TableId, SeedState> states = new ConcurrentHashMap<>();
    private final Set<TableId> lost = ConcurrentHashMap.newKeySet();
    private final AtomicLong terms = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private volatile Optional<Marks> marks = Optional.empty();

    /** An empty target. */
    public MemorySink() {}

    /** A sink for one pipeline run. */
    public Sink sink() {
        return new Connection();
    }

    /** The rows of a table: key text to column to JSON value. A copy. */
    public Map<String, Map<String, String>> rows(TableId table) {
        Map<String, Map<String, String>> copy = new TreeMap<>();
        rowsOf(table).forEach((key, row) -> copy.put(key, new TreeMap<>(row)));
        return copy;
    }

    /** What the target says of a table. */
    public SeedState state(TableId table) {
        return states.getOrDefault(table, new SeedState.Unseeded());
    }

    /** The marks stored last. */
    public Optional<Marks> marks() {
        return marks;
    }

    /** Drops a table behind the back of the pipelines: the next write to it fails. */
    public void lose(TableId table) {
        synchronized (states) {
            lost.add(table);
            rowsOf(table).clear();
            stampsOf(table).clear();
            states.remove(table);
        }
    }

    private void requirePresent(TableId table) {
        if (lost.contains(table)) {
            throw new CdcException(ErrorKind.TARGET_LOST, "table " + table + " is gone from this target in memory");
        }
    }

    /** How many snapshot rows were written so far. */
    public long readCount() {
        return reads.get();
    }

    private Map<String, Map<String, String>> rowsOf(TableId table) {
        return tables.computeIfAbsent(table, any -> new ConcurrentHashMap<>());
    }

    private Map<String, Integer> stampsOf(TableId table) {
        return stamps.computeIfAbsent(table, any -> new ConcurrentHashMap<>());
    }

    private int generation(TableId table) {
        SeedState state = state(table);
        if (state instanceof SeedState.Partial partial) {
            return partial.generation();
        }
        return state instanceof SeedState.Seeded seeded ? seeded.generation() : 0;
    }

    private void requireTerm(long term) {
        if (term != terms.get()) {
            throw new CdcException(ErrorKind.FENCED, "another sink has claimed this target in memory");
        }
    }

    private final class Connection implements Sink {
        private volatile long term;

        @Override
        public void open(SourceTables selected) {
            // any name will do
        }

        @Override
        public long claim(String owner) {
            term = terms.incrementAndGet();
            return term;
        }

        @Override
        public SeedState seedState(TableId table) {
            return state(table);
        }

        @Override
        public Optional<Marks> marks() {
            return marks;
        }

        @Override
        public int beginSeed(TableSchema table, boolean anew) {
            requireTerm(term);
            synchronized (states) {
                if (state(table.table()) instanceof SeedState.Partial partial && !anew) {
                    return partial.generation();
                }
                int next = generation(table.table()) + 1;
                lost.remove(table.table());
                states.put(table.table(), new SeedState.Partial(next, ""));
                return next;
            }
        }

        @Override
        public void saveProgress(TableId table, int generation, String progress) {
            requireTerm(term);
            synchronized (states) {
                requirePresent(table);
                boolean current =
                        state(table) instanceof SeedState.Partial partial && partial.generation() == generation;
                if (!current) {
                    throw new CdcException(
                            ErrorKind.INTERNAL, "generation " + generation + " of " + table + " is not being seeded");
                }
                states.put(table, new SeedState.Partial(generation, progress));
            }
        }

        @Override
        public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
            requireTerm(term);
            Map<String, Integer> written = stampsOf(table.table());
            synchronized (states) {
                requirePresent(table.table());
                rowsOf(table.table()).keySet().removeIf(key -> written.getOrDefault(key, 0) < generation);
                states.put(table.table(), new SeedState.Seeded(generation, source));
            }
        }

        @Override
        public void storeMarks(Marks newMarks) {
            requireTerm(term);
            marks = Optional.of(newMarks);
        }

        @Override
        public SinkWriter openWriter(int lane) {
            requireTerm(term);
            return new Writer(term);
        }

        @Override
        public boolean acceptsPartial() {
            return true;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private final class Writer implements SinkWriter {
        private final JsonBuffer buffer = new JsonBuffer(256);
        private final KeyText keyText = new KeyText();
        private final long term;

        Writer(long term) {
            this.term = term;
        }

        @Override
        public WriteReport write(ChangeSlice changes, Marks newMarks) {
            requireTerm(term);
            ChangeCursor change = changes.cursor();
            while (change.next()) {
                TableId table = change.schema().table();
                requirePresent(table);
                if (change.operation() == Operation.TRUNCATE) {
                    rowsOf(table).clear();
                    continue;
                }
                buffer.clear();
                keyText.write(change.key(), buffer);
                String key = text();
                stampsOf(table).put(key, generation(table));
                if (change.operation() == Operation.DELETE) {
                    rowsOf(table).remove(key);
                } else {
                    put(table, key, change);
                }
            }
            return WriteReport.COMPLETE;
        }

        private void put(TableId table, String key, ChangeCursor change) {
            if (change.operation() == Operation.READ) {
                reads.incrementAndGet();
            }
            Row row = change.after();
            Map<String, String> stored = row.isComplete()
                    ? new ConcurrentHashMap<>()
                    : new ConcurrentHashMap<>(rowsOf(table).getOrDefault(key, Map.of()));
            for (int i = 0; i < row.schema().columnCount(); i++) {
                if (!row.isUnchanged(i)) {
                    buffer.clear();
                    row.write(i, buffer);
                    stored.put(row.schema().column(i).name(), text());
                }
            }
            rowsOf(table).put(key, stored);
        }

        private String text() {
            return new String(buffer.array(), 0, buffer.length(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
