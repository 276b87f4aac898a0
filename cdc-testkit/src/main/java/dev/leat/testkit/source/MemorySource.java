package dev.leat.testkit.source;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.RowKey;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tables and their log in memory. It outlives the captures that read it; what was confirmed is kept in the pipeline's state.
 * A test commits transactions, breaks streams and makes the log forget. Thread-safe.
 *
 * <pre>
 * MemorySource source = new MemorySource(products);
 * source.commit(changes -&gt; changes.insert(products, 1, "tea").insert(products, 2, "coffee"));
 * RunningPipeline.catchUp(source.capture(state), sink, state);
 * </pre>
 */
public final class MemorySource {
    private static final BatchLimits LIMITS = new BatchLimits(4096, 4 << 20, Duration.ofMillis(20));

    private final List<TestTable> tables;
    /** Transaction n has the sequence n and lies at n - 1. */
    private final List<ChangeBatch> log = new ArrayList<>();

    private final Map<TableId, Map<RowKey, ChangeBatch>> rows = new LinkedHashMap<>();
    private long forgotten;
    private int breaks;
    private int wakeups;

    /** Empty tables, without history. */
    public MemorySource(TestTable... tables) {
        this.tables = List.of(tables);
    }

    /**
     * Commits a transaction.
     *
     * @param transaction adds its changes; an update is complete; a TRUNCATE comes alone
     */
    public void commit(Consumer<Changes> transaction) {
        synchronized (log) {
            Changes changes = Changes.transaction(log.size() + 1L);
            transaction.accept(changes);
            ChangeBatch committed = changes.batch();
            apply(committed);
            log.add(committed);
            log.notifyAll();
        }
    }

    /** A capture of all tables. */
    public Capture capture(StateStore state) {
        return capture(LIMITS, state);
    }

    /** A capture of all tables, with these limits of batches. */
    public Capture capture(BatchLimits limits, StateStore state) {
        return new MemoryCapture(this, limits, state);
    }

    /** Ends all open streams with a CONNECTION failure. */
    public void breakStreams() {
        synchronized (log) {
            breaks++;
            log.notifyAll();
        }
    }

    /** Forgets all transactions so far: a capture that has not confirmed them finds a gap. */
    public void forgetHistory() {
        synchronized (log) {
            forgotten = log.size() + 1L;
        }
    }

    List<TableSchema> schemas() {
        return tables.stream()
                .map(TestTable::schema)
                .sorted((a, b) -> a.table().compareTo(b.table()))
                .toList();
    }

    /** The place behind transaction {@code n}; before the first for 0. */
    static Position behind(long n) {
        return new Position(n + 1, Long.toString(n));
    }

    Position head() {
        synchronized (log) {
            return behind(log.size());
        }
    }

    int breakCount() {
        synchronized (log) {
            return breaks;
        }
    }

    /**
     * Checks that everything behind a place is still there.
     *
     * @throws CdcException GAP
     */
    void requireHistoryBehind(long n) {
        synchronized (log) {
            if (n + 1 < forgotten) {
                throw new CdcException(
                        ErrorKind.GAP, "the source forgot the transactions " + (n + 1) + " to " + (forgotten - 1));
            }
        }
    }

    /** Wakes whoever waits for a transaction. */
    void wake() {
        synchronized (log) {
            wakeups++;
            log.notifyAll();
        }
    }

    /** How often {@link #wake} was called. */
    int wakeupCount() {
        synchronized (log) {
            return wakeups;
        }
    }

    /** Waits for a transaction behind {@code n}, a break of streams, or a call of {@link #wake} after {@code seen}. */
    void await(long n, int knownBreaks, int seen, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (log) {
            while (log.size() <= n && breaks == knownBreaks && wakeups == seen) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(log, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    boolean has(long n) {
        synchronized (log) {
            return n <= log.size();
        }
    }

    ChangeBatch transaction(long n) {
        synchronized (log) {
            return log.get(Math.toIntExact(n - 1));
        }
    }

    /** The current rows by their keys' texts, and the last transaction that they have. */
    Read read(TableId table) {
        synchronized (log) {
            Map<String, ChangeBatch> sorted = new TreeMap<>();
            rowsOf(table).forEach((key, row) -> sorted.put(text(key), row));
            return new Read(sorted, log.size());
        }
    }

    static String text(RowKey key) {
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < key.partCount(); part++) {
            text.append(Arrays.toString(key.part(part)));
        }
        return text.toString();
    }

    private Map<RowKey, ChangeBatch> rowsOf(TableId table) {
        return rows.computeIfAbsent(table, any -> new LinkedHashMap<>());
    }

    private void apply(ChangeBatch committed) {
        ChangeCursor change = committed.cursor();
        while (change.next()) {
            Map<RowKey, ChangeBatch> table = rowsOf(change.schema().table());
            if (change.operation() == Operation.TRUNCATE) {
                table.clear();
            } else if (change.operation() == Operation.DELETE) {
                table.remove(RowKey.of(change.key()));
            } else {
                table.put(RowKey.of(change.key()), change.copy());
            }
        }
    }

    /**
     * What a read saw.
     *
     * @param rows by their keys' texts
     * @param last the last transaction that it saw
     */
    record Read(Map<String, ChangeBatch> rows, long last) {}
}
