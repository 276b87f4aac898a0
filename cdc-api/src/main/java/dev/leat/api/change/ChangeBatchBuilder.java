package dev.leat.api.change;

import dev.leat.api.Position;
import dev.leat.api.schema.TableSchema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds the batches of one stream, one after the other. Single-threaded. Values either stay where they lie in a buffer
 * that the batch takes over ({@link #wrap}), or are copied into the batch's own bytes ({@link #append}).
 *
 * <p>The builder counts ordinals, fills unchanged columns of an update from its old image where that has them, and turns
 * an update that moves the key into {@code delete(old key)} and {@code insert(new row)}, so that every capture does this
 * alike. The insert may still have unchanged columns; the engine completes it before a sink sees it.
 */
public final class ChangeBatchBuilder {
    private static final byte[] NO_BYTES = new byte[0];
    private static final int MAX_ORDINAL = ChangeBatch.READ_ORDINAL - 1;

    private ChangeBatch batch;

    @Nullable
    private ChangeBatch spent;

    private boolean inTransaction;
    private int ordinal;

    private int entry;
    private int afterBase;
    private int beforeBase;
    private int columnCount;
    private TableSchema schema = ChangeBatch.NO_SCHEMA;

    private int markChanges;
    private int markOffsets;
    private int markTransactions;
    private int markTexts;
    private int markSchemas;

    /** An empty builder, outside any transaction. */
    public ChangeBatchBuilder() {
        batch = new ChangeBatch(NO_BYTES);
    }

    /** Like {@link #ChangeBatchBuilder()}; the first batch grows in all arrays of {@code released}. */
    ChangeBatchBuilder(ChangeBatch released) {
        batch = new ChangeBatch(released.bytes, released);
    }

    /** The values of this batch lie in {@code buffer}, which the batch takes over; may be called again when it grew. */
    public void wrap(byte[] buffer, int byteCount) {
        batch.bytes = buffer;
        batch.byteCount = byteCount;
    }

    /**
     * Makes room at once for what is about to be added, in place of growing to it. A batch that gets more grows on, and one
     * that gets less keeps the room.
     *
     * @param changes how many, each with one image
     * @param columns of each image
     * @param byteCount that {@link #append} will take; 0 for a batch over a buffer of others
     */
    public void makeRoom(int changes, int columns, int byteCount) {
        if (batch.bytes.length < byteCount) {
            batch.bytes = Arrays.copyOf(batch.bytes, byteCount);
        }
        reserve(batch.offsetCount + changes * entryInts(columns));
        if (batch.starts.length < changes) {
            batch.starts = Arrays.copyOf(batch.starts, changes);
            batch.keyHashes = Arrays.copyOf(batch.keyHashes, changes);
        }
    }

    /** Bytes that a change with one image takes in a batch beside its values, which is more than they do where they are small. */
    public static int entryBytes(int columns) {
        return Integer.BYTES * (entryInts(columns) + 2);
    }

    private static int entryInts(int columns) {
        return ChangeBatch.HEADER_INTS + 2 * columns;
    }

    /** Copies bytes into the batch's own; returns their offset there. Not to be mixed with {@link #wrap}. */
    public int append(byte[] source, int offset, int length) {
        int at = batch.byteCount;
        if (at + length > batch.bytes.length) {
            long wanted = Math.max(2L * batch.bytes.length, (long) at + Math.max(length, 256));
            batch.bytes = Arrays.copyOf(batch.bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        System.arraycopy(source, offset, batch.bytes, at, length);
        batch.byteCount = at + length;
        return at;
    }

    /**
     * Makes the next batch grow into the arrays of {@code released} instead of new ones; its bytes stay its recycler's.
     * Called between its release and the next {@link #build}; of several batches the last one is kept.
     */
    public void reuse(ChangeBatch released) {
        spent = released;
    }

    /** How many changes the batch has so far. */
    public int size() {
        return batch.changeCount;
    }

    /** Bytes that the changes so far take: {@link #byteCount}, and {@link #entryBytes} of each. */
    public long heldBytes() {
        return batch.byteCount + (long) Integer.BYTES * (batch.offsetCount + 2 * batch.changeCount);
    }

    /** Bytes appended or wrapped so far. */
    public int byteCount() {
        return batch.byteCount;
    }

    /** Whether a transaction was begun and not yet committed. */
    public boolean inTransaction() {
        return inTransaction;
    }

    /**
     * Begins a transaction.
     *
     * @param sequence its place in commit order
     * @param commitMicros when it was committed (for snapshot rows: read), in microseconds since 1970-01-01T00:00:00Z
     * @param id the first {@code idLength} bytes are the source's own name for it, in ASCII
     * @param position the first {@code positionLength} bytes are the position from which it is delivered again
     */
    public void begin(long sequence, long commitMicros, byte[] id, int idLength, byte[] position, int positionLength) {
        inTransaction = true;
        ordinal = 0;
        int idOffset = batch.appendText(id, 0, idLength);
        int positionOffset = batch.appendText(position, 0, positionLength);
        addTransaction(sequence, commitMicros, idOffset, idLength, positionOffset, positionLength);
    }

    /** Ends the transaction; the first {@code length} bytes of {@code position} name its end, in ASCII. */
    public void commit(byte[] position, int length) {
        inTransaction = false;
        int transaction = batch.transactionCount - 1;
        batch.transactionTexts[4 * transaction + 2] = batch.appendText(position, 0, length);
        batch.transactionTexts[4 * transaction + 3] = length;
        int last = batch.changeCount - 1;
        if (last >= 0 && batch.offsets[batch.starts[last] + 2] == transaction) {
            batch.offsets[batch.starts[last]] |= ChangeBatch.LAST;
        }
    }

    /** Remembers this place, which is between two transactions, for {@link #rewind}. */
    public void mark() {
        markChanges = batch.changeCount;
        markOffsets = batch.offsetCount;
        markTransactions = batch.transactionCount;
        markTexts = batch.textCount;
        markSchemas = batch.schemaCount;
    }

    /** Drops everything behind the mark. */
    public void rewind() {
        batch.changeCount = markChanges;
        batch.offsetCount = markOffsets;
        batch.transactionCount = markTransactions;
        batch.textCount = markTexts;
        batch.schemaCount = markSchemas;
        inTransaction = false;
    }

    /**
     * Opens a change of the current transaction. Its values are set by {@link #after} and {@link #before}, each column of
     * each image exactly once, in any order; {@link #close} ends it.
     *
     * @param hasAfter whether there is a new row
     * @param before how much of the old row there is; KEY: only the key's columns need to be set
     */
    public void open(Operation operation, TableSchema table, boolean hasAfter, BeforeImage before) {
        if (schema != table) {
            schema = table;
        }
        columnCount = table.columnCount();
        int imageInts = 2 * columnCount;
        entry = batch.offsetCount;
        afterBase = entry + ChangeBatch.HEADER_INTS;
        beforeBase = hasAfter ? afterBase + imageInts : afterBase;
        int end = before == BeforeImage.ABSENT ? beforeBase : beforeBase + imageInts;
        reserve(end);
        batch.offsets[entry] =
                operation.code() | before.code() << ChangeBatch.BEFORE_SHIFT | (hasAfter ? ChangeBatch.HAS_AFTER : 0);
        batch.offsets[entry + 1] = schemaIndex(table);
        batch.offsets[entry + 2] = batch.transactionCount - 1;
        batch.offsets[entry + 3] = operation == Operation.READ ? ChangeBatch.READ_ORDINAL : nextOrdinal();
        if (before == BeforeImage.KEY) {
            for (int i = beforeBase + 1; i < end; i += 2) {
                batch.offsets[i] = Row.UNCHANGED;
            }
        }
        batch.offsetCount = end;
    }

    /** Sets a value of the new row: {@code length} bytes at {@code offset}. */
    public void after(int column, int offset, int length) {
        batch.offsets[afterBase + 2 * column] = offset;
        batch.offsets[afterBase + 2 * column + 1] = length;
    }

    /** Sets a column of the new row to null. */
    public void afterNull(int column) {
        batch.offsets[afterBase + 2 * column + 1] = Row.NULL;
    }

    /** Says that the log did not carry this column of the new row. */
    public void afterUnchanged(int column) {
        batch.mayHaveUnchanged = true;
        batch.offsets[afterBase + 2 * column + 1] = Row.UNCHANGED;
    }

    /** Sets a value of the old row: {@code length} bytes at {@code offset}. */
    public void before(int column, int offset, int length) {
        batch.offsets[beforeBase + 2 * column] = offset;
        batch.offsets[beforeBase + 2 * column + 1] = length;
    }

    /** Sets a column of the old row to null. */
    public void beforeNull(int column) {
        batch.offsets[beforeBase + 2 * column + 1] = Row.NULL;
    }

    /** Says that the log did not carry this column of the old row. */
    public void beforeUnchanged(int column) {
        batch.offsets[beforeBase + 2 * column + 1] = Row.UNCHANGED;
    }

    /** Says that the rows of a table have these columns from the batch's end on, although it has none of them. */
    public void announce(TableSchema table) {
        schemaIndex(table);
    }

    /**
     * Counts a change of the current transaction that the batch leaves out, so that the ordinals of the others do not
     * depend on what was left out.
     */
    public void skip() {
        nextOrdinal();
    }

    /** Ends the change that was opened last; the bytes that its values point to are there by now. */
    public void close() {
        int header = batch.offsets[entry];
        if ((header & ChangeBatch.OPERATION_MASK) == Operation.UPDATE.code() && beforeBase < batch.offsetCount) {
            fillUnchangedFromBefore();
            if (movesKey()) {
                splitKeyMove(header);
                return;
            }
        }
        add(entry);
    }

    /**
     * Adds the statement of a snapshot that there is no row with this key: a delete with the place of a row that was read, so
     * that {@link ChangeBatch#stampRead} gives it its version.
     */
    public void absent(TableSchema table, RowKey key) {
        int kept = ordinal;
        open(Operation.DELETE, table, false, BeforeImage.KEY);
        ordinal = kept;
        batch.offsets[entry + 3] = ChangeBatch.READ_ORDINAL;
        for (int part = 0; part < key.partCount(); part++) {
            byte[] value = key.part(part);
            before(table.keyColumn(part), append(value, 0, value.length), value.length);
        }
        add(entry);
    }

    /** Copies a change of another batch, with its transaction, into this batch's own bytes. */
    public void copy(ChangeCursor change) {
        copyTransaction(change);
        BeforeImage image = change.beforeImage();
        openCopy(change, change.operation(), change.hasAfter(), image);
        if (change.hasAfter()) {
            copyImage(change.after(), afterBase);
        }
        if (image != BeforeImage.ABSENT) {
            copyImage(change.before(), beforeBase);
        }
        add(entry);
    }

    /**
     * Adds a change with the transaction and place of {@code change} and a new row made of {@code over} where it has
     * values and of {@code base} elsewhere; both rows have the change's schema.
     */
    public void copyLaidOver(ChangeCursor change, Operation operation, Row base, Row over) {
        copyTransaction(change);
        openCopy(change, operation, true, BeforeImage.ABSENT);
        for (int i = 0; i < columnCount; i++) {
            copyValue(over.isUnchanged(i) ? base : over, i, afterBase);
        }
        add(entry);
    }

    /**
     * Ends the batch and starts the next one, which goes on inside the same transaction if one is open.
     *
     * @param end the end of the last transaction, or null when the batch ends inside one
     */
    public ChangeBatch build(@Nullable Position end) {
        return build(end, null);
    }

    /** Like {@link #build(Position)}; {@code recycler} gets the batch back when it is released. */
    public ChangeBatch build(@Nullable Position end, ChangeBatch.@Nullable Recycler recycler) {
        ChangeBatch done = batch;
        done.position = end;
        done.recycler = recycler;
        batch = spent == null ? new ChangeBatch(NO_BYTES) : new ChangeBatch(NO_BYTES, spent);
        spent = null;
        if (inTransaction) {
            copyTransactionEntry(done, done.transactionCount - 1);
        }
        mark();
        return done;
    }

    private void fillUnchangedFromBefore() {
        int[] offsets = batch.offsets;
        for (int i = 0; i < columnCount; i++) {
            int at = afterBase + 2 * i;
            int old = beforeBase + 2 * i;
            if (offsets[at + 1] == Row.UNCHANGED && offsets[old + 1] != Row.UNCHANGED) {
                offsets[at] = offsets[old];
                offsets[at + 1] = offsets[old + 1];
            }
        }
    }

    private boolean movesKey() {
        int[] offsets = batch.offsets;
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            int column = schema.keyColumn(part);
            int now = afterBase + 2 * column;
            int old = beforeBase + 2 * column;
            int length = offsets[now + 1];
            if (length != offsets[old + 1]) {
                return true;
            }
            if (length > 0
                    && !Arrays.equals(
                            batch.bytes,
                            offsets[now],
                            offsets[now] + length,
                            batch.bytes,
                            offsets[old],
                            offsets[old] + length)) {
                return true;
            }
        }
        return false;
    }

    /** The entry becomes the delete of the old key; the insert of the new row follows it. */
    private void splitKeyMove(int header) {
        int imageInts = 2 * columnCount;
        int deleteHeader = header & ~ChangeBatch.OPERATION_MASK & ~ChangeBatch.HAS_AFTER;
        int insert = entry + ChangeBatch.HEADER_INTS + imageInts;
        int end = insert + ChangeBatch.HEADER_INTS + imageInts;
        reserve(end);
        int[] offsets = batch.offsets;
        int[] newImage = Arrays.copyOfRange(offsets, afterBase, afterBase + imageInts);
        offsets[entry] = deleteHeader | Operation.DELETE.code();
        System.arraycopy(offsets, beforeBase, offsets, afterBase, imageInts);
        offsets[insert] = Operation.INSERT.code() | ChangeBatch.HAS_AFTER;
        offsets[insert + 1] = offsets[entry + 1];
        offsets[insert + 2] = offsets[entry + 2];
        offsets[insert + 3] = nextOrdinal();
        System.arraycopy(newImage, 0, offsets, insert + ChangeBatch.HEADER_INTS, imageInts);
        batch.offsetCount = end;
        add(entry);
        add(insert);
    }

    private int nextOrdinal() {
        int now = ordinal;
        if (ordinal < MAX_ORDINAL) {
            ordinal++;
        }
        return now;
    }

    private void openCopy(ChangeCursor change, Operation operation, boolean hasAfter, BeforeImage image) {
        int keptOrdinal = ordinal;
        open(operation, change.schema(), hasAfter, image);
        ordinal = keptOrdinal;
        batch.offsets[entry + 3] = change.ordinal();
        if (change.isLast()) {
            batch.offsets[entry] |= ChangeBatch.LAST;
        }
    }

    private void copyTransaction(ChangeCursor change) {
        ChangeBatch from = change.batch();
        int index = change.transactionIndex();
        int last = batch.transactionCount - 1;
        boolean same = last >= 0
                && batch.sequences[last] == from.sequences[index]
                && batch.transactionTexts[4 * last + 1] == from.transactionTexts[4 * index + 1];
        if (!same) {
            copyTransactionEntry(from, index);
        }
    }

    private void copyTransactionEntry(ChangeBatch from, int index) {
        int[] texts = from.transactionTexts;
        int id = batch.appendText(from.texts, texts[4 * index], texts[4 * index + 1]);
        int position = batch.appendText(from.texts, texts[4 * index + 2], texts[4 * index + 3]);
        addTransaction(
                from.sequences[index],
                from.commitMicros[index],
                id,
                texts[4 * index + 1],
                position,
                texts[4 * index + 3]);
    }

    private void copyImage(Row row, int base) {
        for (int i = 0; i < columnCount; i++) {
            copyValue(row, i, base);
        }
    }

    private void copyValue(Row row, int column, int base) {
        int length = row.length(column);
        batch.offsets[base + 2 * column + 1] = length;
        batch.mayHaveUnchanged |= length == Row.UNCHANGED;
        if (length >= 0) {
            batch.offsets[base + 2 * column] = append(row.bytes(), row.offset(column), length);
        }
    }

    private void addTransaction(long sequence, long micros, int id, int idLength, int position, int positionLength) {
        int index = batch.transactionCount;
        if (index == batch.sequences.length) {
            batch.sequences = Arrays.copyOf(batch.sequences, 2 * index);
            batch.commitMicros = Arrays.copyOf(batch.commitMicros, 2 * index);
            batch.transactionTexts = Arrays.copyOf(batch.transactionTexts, 8 * index);
        }
        batch.sequences[index] = sequence;
        batch.commitMicros[index] = micros;
        batch.transactionTexts[4 * index] = id;
        batch.transactionTexts[4 * index + 1] = idLength;
        batch.transactionTexts[4 * index + 2] = position;
        batch.transactionTexts[4 * index + 3] = positionLength;
        batch.transactionCount = index + 1;
    }

    /** The change whose entry begins here is complete. */
    private void add(int start) {
        if (batch.changeCount == batch.starts.length) {
            batch.starts = Arrays.copyOf(batch.starts, 2 * batch.starts.length);
            batch.keyHashes = Arrays.copyOf(batch.keyHashes, batch.starts.length);
        }
        int header = batch.offsets[start];
        batch.operations |= 1 << (header & ChangeBatch.OPERATION_MASK);
        // the first image is the one with the key
        batch.keyHashes[batch.changeCount] = (header & ChangeBatch.HAS_IMAGE) == 0
                ? 0
                : Row.keyHash(batch.bytes, batch.offsets, start + ChangeBatch.HEADER_INTS, schema);
        batch.starts[batch.changeCount++] = start;
    }

    private void reserve(int end) {
        if (end > batch.offsets.length) {
            batch.offsets = Arrays.copyOf(batch.offsets, Math.max(2 * batch.offsets.length, end));
        }
    }

    private int schemaIndex(TableSchema table) {
        TableSchema[] schemas = batch.schemas;
        for (int i = batch.schemaCount - 1; i >= 0; i--) {
            if (schemas[i] == table) {
                return i;
            }
        }
        if (batch.schemaCount == schemas.length) {
            batch.schemas = Arrays.copyOf(schemas, 2 * schemas.length);
        }
        batch.schemas[batch.schemaCount] = table;
        return batch.schemaCount++;
    }
}
