package dev.leat.core.engine.decision;

import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Chunk;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one read while the stream catches up with it. A change that the read has not seen takes its row out, or is laid
 * over it when it does not carry the whole row (S4); a TRUNCATE takes all (S11). Where it matters that a row is not there, that
 * is a statement of the read like a row, and given up like one.
 */
final class ChunkBuffer {
    private static final int NONE = -1;
    private static final byte[] NO_TEXT = {};

    private final Rules rules;
    private final Boundary boundary;
    private final List<ChangeBatch> batches;
    private final int[] firstRow;
    private final int rowCount;
    private final BitSet evicted = new BitSet();
    private @Nullable ChangeBatch @Nullable [] overlays;
    private int @Nullable [] heads;
    private int[] chain = new int[0];
    private final ChangeCursor[] cursors;
    private final Set<RowKey> absent = new LinkedHashSet<>();
    private @Nullable TableSchema absentSchema;
    private boolean stale;

    ChunkBuffer(Chunk chunk, Rules rules) {
        this.rules = rules;
        this.boundary = chunk.boundary();
        this.batches = chunk.rows();
        this.firstRow = new int[batches.size() + 1];
        this.cursors = new ChangeCursor[batches.size()];
        for (int i = 0; i < batches.size(); i++) {
            firstRow[i + 1] = firstRow[i] + batches.get(i).size();
            cursors[i] = batches.get(i).cursor();
        }
        this.rowCount = firstRow[batches.size()];
    }

    /** Keeps, too, which of the keys that were asked for have no row. Called before the first {@link #apply}. */
    void stateAbsent(Collection<RowKey> asked, TableSchema schema) {
        absent.addAll(without(asked));
        absentSchema = schema;
    }

    /** Which of these keys have no row. */
    Set<RowKey> without(Collection<RowKey> asked) {
        Set<RowKey> missing = new LinkedHashSet<>(asked);
        for (int row = 0; row < rowCount; row++) {
            missing.remove(RowKey.of(at(row).after()));
        }
        return missing;
    }

    Boundary boundary() {
        return boundary;
    }

    /** Whether the table's columns changed under the read, so that it has to be done again. */
    boolean isStale() {
        return stale;
    }

    /** How many rows, and statements that there is none, are left. */
    int size() {
        return rowCount - evicted.cardinality() + absent.size();
    }

    long byteCount() {
        long bytes = 0;
        for (ChangeBatch batch : batches) {
            bytes += batch.byteCount();
        }
        return bytes;
    }

    /** Takes in the next change of the table, in stream order. */
    void apply(ChangeCursor change) {
        if (rowCount == 0 && absent.isEmpty()) {
            return;
        }
        boolean contained = boundary.contains(change.transaction());
        Invariant.check(
                !contained
                        || Long.compareUnsigned(
                                        change.sequence(), boundary.position().sequence())
                                < 0,
                "a read saw a transaction that lies behind its log position");
        if (change.operation() == Operation.TRUNCATE) {
            if (!contained && rules.holds(Rule.S11)) {
                evicted.set(0, rowCount);
            }
            return;
        }
        if (!contained && !absent.isEmpty()) {
            absent.remove(RowKey.of(change.key()));
        }
        int row = find(change.key());
        if (row == NONE || evicted.get(row) || (contained && overlay(row) == null)) {
            return;
        }
        boolean takesOver =
                change.operation() != Operation.UPDATE || change.after().isComplete();
        if (takesOver || !rules.holds(Rule.S4)) {
            evicted.set(row);
        } else {
            layOver(row, change);
        }
    }

    /** Adds what is left to {@code into}: whole batches with the indexes that count, then the rows that were laid over. */
    void drainTo(RowReceiver into) {
        for (int i = 0; i < batches.size(); i++) {
            int[] indexes = new int[batches.get(i).size()];
            int count = 0;
            for (int row = firstRow[i]; row < firstRow[i + 1]; row++) {
                if (!evicted.get(row) && overlay(row) == null) {
                    indexes[count++] = row - firstRow[i];
                }
            }
            into.rows(batches.get(i), Arrays.copyOf(indexes, count));
        }
        if (overlays != null) {
            ChangeBatchBuilder builder = new ChangeBatchBuilder();
            for (int row = 0; row < rowCount; row++) {
                ChangeBatch overlay = overlay(row);
                if (overlay != null && !evicted.get(row)) {
                    builder.copy(first(overlay));
                }
            }
            ChangeBatch laidOver = builder.build(null);
            int[] indexes = new int[laidOver.size()];
            Arrays.setAll(indexes, index -> index);
            into.rows(laidOver, indexes);
        }
        TableSchema schema = absentSchema;
        if (schema != null && !absent.isEmpty()) {
            ChangeBatchBuilder builder = new ChangeBatchBuilder();
            builder.begin(0, 0, NO_TEXT, 0, NO_TEXT, 0);
            absent.forEach(key -> builder.absent(schema, key));
            ChangeBatch gone = builder.build(null);
            int[] indexes = new int[gone.size()];
            Arrays.setAll(indexes, index -> index);
            into.rows(gone, indexes);
        }
    }

    /** Gives up rows that were not drained. */
    void discard() {
        List<ChangeBatch> left = new ArrayList<>(batches);
        left.forEach(ChangeBatch::release);
    }

    private void layOver(int row, ChangeCursor change) {
        ChangeBatch over = overlay(row);
        ChangeCursor base = over == null ? at(row) : first(over);
        if (!sameColumns(base.schema(), change.schema())) {
            stale = true;
            return;
        }
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.copyLaidOver(base, Operation.READ, base.after(), change.after());
        if (overlays == null) {
            overlays = new ChangeBatch[rowCount];
        }
        overlays[row] = builder.build(null);
    }

    private @Nullable ChangeBatch overlay(int row) {
        return overlays == null ? null : overlays[row];
    }

    private static ChangeCursor first(ChangeBatch batch) {
        ChangeCursor cursor = batch.cursor();
        cursor.seek(0);
        return cursor;
    }

    private ChangeCursor at(int row) {
        int batch = Arrays.binarySearch(firstRow, row);
        if (batch < 0) {
            batch = -batch - 2;
        }
        while (firstRow[batch + 1] == row) {
            batch++;
        }
        cursors[batch].seek(row - firstRow[batch]);
        return cursors[batch];
    }

    private int find(Row key) {
        int[] table = heads;
        if (table == null) {
            table = index();
            heads = table;
        }
        int hash = key.keyHash();
        for (int row = table[hash & (table.length - 1)]; row != NONE; row = chain[row]) {
            Row candidate = at(row).after();
            if (candidate.hasSameKey(key)) {
                return row;
            }
        }
        return NONE;
    }

    /** Built only when the first change meets the chunk: most chunks of a quiet table never need it. */
    private int[] index() {
        int[] table = new int[Integer.highestOneBit(Math.max(1, rowCount)) * 2];
        Arrays.fill(table, NONE);
        chain = new int[rowCount];
        for (int row = 0; row < rowCount; row++) {
            int slot = at(row).after().keyHash() & (table.length - 1);
            chain[row] = table[slot];
            table[slot] = row;
        }
        return table;
    }

    private static boolean sameColumns(TableSchema a, TableSchema b) {
        if (a == b) {
            return true;
        }
        if (a.columnCount() != b.columnCount()) {
            return false;
        }
        for (int i = 0; i < a.columnCount(); i++) {
            Column x = a.column(i);
            Column y = b.column(i);
            if (!x.name().equals(y.name()) || !x.type().equals(y.type())) {
                return false;
            }
        }
        return true;
    }

    /** Takes rows that are ready to be written. */
    interface RowReceiver {
        /** Each batch is given exactly once, with the indexes of the rows that count, which may be none. */
        void rows(ChangeBatch batch, int[] indexes);
    }
}
