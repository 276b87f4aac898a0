package dev.leat.api.change;

import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One reusable view that moves over the changes of a batch or slice. Single-threaded; any number of cursors may read one
 * batch at once. What the accessors return is valid until the cursor moves.
 */
public final class ChangeCursor {
    private final ChangeBatch batch;
    private final int @Nullable [] indexes;
    private final int from;
    private final int end;
    private int next;
    private int change = -1;
    private int start;
    private int header;
    private final Row after;
    private final Row before;

    ChangeCursor(ChangeBatch batch) {
        this(batch, null, 0, batch.changeCount);
    }

    ChangeCursor(ChangeBatch batch, int @Nullable [] indexes, int from, int to) {
        this.batch = batch;
        this.indexes = indexes;
        this.from = from;
        this.next = from;
        this.end = to;
        TableSchema any = batch.schemas[0];
        this.after = new Row(batch.bytes, batch.offsets, any);
        this.before = new Row(batch.bytes, batch.offsets, any);
    }

    /** Moves to the next change; false when there is none. */
    public boolean next() {
        if (next >= end) {
            return false;
        }
        seek(indexes == null ? next : indexes[next]);
        next++;
        return true;
    }

    /** Stands before the first change again. */
    public void rewind() {
        next = from;
    }

    /** Moves to the change with this index in the batch, wherever {@link #next} stands. */
    public void seek(int index) {
        change = index;
        start = batch.starts[index];
        header = batch.offsets[start];
        TableSchema schema = batch.schemas[batch.offsets[start + 1]];
        int base = start + ChangeBatch.HEADER_INTS;
        if ((header & ChangeBatch.HAS_AFTER) != 0) {
            after.moveTo(base, schema);
            base += 2 * schema.columnCount();
        }
        if ((header & ChangeBatch.BEFORE_MASK << ChangeBatch.BEFORE_SHIFT) != 0) {
            before.moveTo(base, schema);
        }
    }

    /** This change's index in the batch. */
    public int index() {
        return change;
    }

    /** What it does. */
    public Operation operation() {
        return Operation.of(header & ChangeBatch.OPERATION_MASK);
    }

    /** The schema in force at its position. */
    public TableSchema schema() {
        return batch.schemas[batch.offsets[start + 1]];
    }

    /** Its place in its source transaction, from 0, counted before filters; {@link ChangeBatch#READ_ORDINAL} for reads. */
    public int ordinal() {
        return batch.offsets[start + 3];
    }

    /** Whether it is the last change that its transaction brought. */
    public boolean isLast() {
        return (header & ChangeBatch.LAST) != 0;
    }

    /** Whether there is a new row: insert, update, read and message have one. */
    public boolean hasAfter() {
        return (header & ChangeBatch.HAS_AFTER) != 0;
    }

    /** The new row; only when {@link #hasAfter}. */
    public Row after() {
        return after;
    }

    /** How much of the old row there is. */
    public BeforeImage beforeImage() {
        return BeforeImage.of((header >> ChangeBatch.BEFORE_SHIFT) & ChangeBatch.BEFORE_MASK);
    }

    /** The old row; only when {@link #beforeImage} is not ABSENT. */
    public Row before() {
        return before;
    }

    /** The image that carries this change's key: the new row, or the old one of a delete. Not for TRUNCATE; of a message, its prefix is there. */
    public Row key() {
        return hasAfter() ? after : before;
    }

    /** The transaction's place in commit order. */
    public long sequence() {
        return batch.sequences[transactionIndex()];
    }

    /** When the transaction was committed, in microseconds since 1970-01-01T00:00:00Z; for a read, when it was read. */
    public long commitMicros() {
        return batch.commitMicros[transactionIndex()];
    }

    /** Which transaction of the batch it belongs to, from 0: changes of one transaction are neighbours. */
    public int transactionIndex() {
        return batch.offsets[start + 2];
    }

    /** The bytes that {@link #transactionIdOffset} and {@link #positionOffset} point into. Not to be changed. */
    public byte[] texts() {
        return batch.texts;
    }

    /** Where the transaction's id begins, in ASCII. */
    public int transactionIdOffset() {
        return batch.transactionTexts[4 * transactionIndex()];
    }

    /** Length of the transaction's id in bytes; 0 for snapshot rows, and for messages that belong to no transaction. */
    public int transactionIdLength() {
        return batch.transactionTexts[4 * transactionIndex() + 1];
    }

    /**
     * Where the text of the transaction's position begins, in ASCII. It is the transaction's end; in the batches before
     * the last one of a transaction that fills several, it is the place from which that transaction is delivered again.
     */
    public int positionOffset() {
        return batch.transactionTexts[4 * transactionIndex() + 2];
    }

    /** Length of the position's text in bytes. */
    public int positionLength() {
        return batch.transactionTexts[4 * transactionIndex() + 3];
    }

    /** The transaction as a value; allocates. */
    public Transaction transaction() {
        String id = new String(batch.texts, transactionIdOffset(), transactionIdLength(), StandardCharsets.US_ASCII);
        return new Transaction(id, sequence());
    }

    /** This change alone in a batch with bytes of its own, for code that keeps it longer. */
    public ChangeBatch copy() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.copy(this);
        return builder.build(null);
    }

    ChangeBatch batch() {
        return batch;
    }

    int entryStart() {
        return start;
    }

    int entryLength() {
        int images = (hasAfter() ? 1 : 0) + (beforeImage() == BeforeImage.ABSENT ? 0 : 1);
        return ChangeBatch.HEADER_INTS + images * 2 * schema().columnCount();
    }

    @Override
    public String toString() {
        return change < 0
                ? "ChangeCursor[before the first]"
                : "ChangeCursor[" + Arrays.toString(new int[] {change}) + "]";
    }
}
