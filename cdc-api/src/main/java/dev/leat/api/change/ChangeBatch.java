package dev.leat.api.change;

import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some changes in source order, as bytes and offsets. Built by a capture with a {@link ChangeBatchBuilder}, read through
 * {@link ChangeCursor}s by any number of lanes at once, released by the engine when every sink has returned.
 *
 * <p>A batch ends with a {@link #position} when its end is the end of a transaction, and with none in the middle of one.
 * A TRUNCATE is alone in its batch. A batch without changes carries progress only.
 *
 * <pre>
 * offsets, one entry per change, its start in starts[change]:
 *   +0  operation (bits 0-2), before image (bits 3-4), has an after image (bit 5), last of its transaction (bit 6)
 *   +1  index into schemas
 *   +2  index into the transaction arrays
 *   +3  ordinal in the transaction
 *   +4  after image if there is one: per column (offset, length); length -1 is null, -2 is unchanged
 *   ..  before image if there is one: likewise
 * </pre>
 */
public final class ChangeBatch {
    /** The ordinal of every snapshot row: above that of any change of the log. */
    public static final int READ_ORDINAL = Integer.MAX_VALUE;

    static final int OPERATION_MASK = 0b111;
    static final int BEFORE_SHIFT = 3;
    static final int BEFORE_MASK = 0b11;
    static final int HAS_AFTER = 1 << 5;
    static final int LAST = 1 << 6;
    static final int HAS_IMAGE = HAS_AFTER | BEFORE_MASK << BEFORE_SHIFT;
    static final int HEADER_INTS = 4;

    static final TableSchema NO_SCHEMA = new TableSchema(new TableId("", ""), List.of(), new int[0], false);

    private static final int[] NO_INTS = {};

    private static final byte[] NO_BYTES = new byte[0];

    private static final byte POISON = (byte) 0xDB;

    byte[] bytes;
    int byteCount;
    int[] offsets;
    int offsetCount;
    int[] starts;
    /** The hash of each change's key, taken while its bytes are in the cache of the thread that decoded them. */
    int[] keyHashes;

    int changeCount;
    /** One bit per code of an operation that some change may have. */
    int operations;

    boolean mayHaveUnchanged;
    TableSchema[] schemas;
    int schemaCount;
    long[] sequences;
    long[] commitMicros;
    /** Four ints per transaction: id offset, id length, position offset, position length. */
    int[] transactionTexts;

    int transactionCount;
    /** Ids and positions of transactions, in ASCII. */
    byte[] texts;

    int textCount;
    int branch;

    @Nullable
    Position position;

    @Nullable
    Recycler recycler;

    private boolean released;

    /** Takes the arrays of a released batch back into use. */
    @FunctionalInterface
    public interface Recycler {
        /** Called once per batch by the thread that released it; must not block. */
        void recycle(ChangeBatch batch);
    }

    ChangeBatch(byte[] bytes) {
        this.bytes = bytes;
        offsets = new int[1024];
        starts = new int[64];
        keyHashes = new int[64];
        schemas = new TableSchema[] {NO_SCHEMA, NO_SCHEMA, NO_SCHEMA, NO_SCHEMA};
        sequences = new long[16];
        commitMicros = new long[16];
        transactionTexts = new int[64];
        texts = new byte[256];
    }

    private ChangeBatch(byte[] bytes, int[] noChanges) {
        this.bytes = bytes;
        offsets = noChanges;
        starts = noChanges;
        keyHashes = noChanges;
        schemas = new TableSchema[] {NO_SCHEMA};
        sequences = new long[0];
        commitMicros = new long[0];
        transactionTexts = noChanges;
        texts = bytes;
    }

    /** Takes over the arrays of a batch that nobody reads any more, apart from its bytes. */
    ChangeBatch(byte[] bytes, ChangeBatch spent) {
        this.bytes = bytes;
        if (!spent.released) {
            throw new IllegalStateException("a batch that is not released cannot be reused");
        }
        offsets = spent.offsets;
        starts = spent.starts;
        keyHashes = spent.keyHashes;
        schemas = spent.schemas;
        sequences = spent.sequences;
        commitMicros = spent.commitMicros;
        transactionTexts = spent.transactionTexts;
        texts = spent.texts;
        spent.offsets = NO_INTS;
        spent.starts = NO_INTS;
    }

    /** A batch without changes or position: nothing happened. */
    public static ChangeBatch nothing() {
        return new ChangeBatch(NO_BYTES, NO_INTS);
    }

    /** A batch without changes: the stream has passed {@code position}, and nothing before it is left to deliver. */
    public static ChangeBatch progress(Position position) {
        ChangeBatch batch = nothing();
        batch.position = position;
        return batch;
    }

    /** How many changes there are. */
    public int size() {
        return changeCount;
    }

    /** Which totally ordered part of the source's history this is; databases have only 0. */
    public int branch() {
        return branch;
    }

    /** The end of the last transaction, or null when the batch ends in the middle of one. */
    public @Nullable Position position() {
        return position;
    }

    /**
     * Bytes that this batch keeps alive, for the engine's bounds: its values, and what points to them, which is the larger
     * part of a batch of one small change. Does not change once the batch is built.
     */
    public long byteCount() {
        return byteCount
                + (long) Integer.BYTES * (offsets.length + starts.length + keyHashes.length + transactionTexts.length)
                + 2L * Long.BYTES * sequences.length;
    }

    /** How many versions of tables' columns its changes have. At most one of each table: another one begins a new batch. */
    public int schemaCount() {
        return schemaCount;
    }

    /** The version with this index, from 0 to below {@link #schemaCount}. */
    public TableSchema schema(int index) {
        return schemas[Objects.checkIndex(index, schemaCount)];
    }

    /** Whether this batch is TRUNCATE changes only. */
    public boolean isTruncate() {
        return changeCount > 0 && operationCode(0) == Operation.TRUNCATE.code();
    }

    /** What the change with this index does. */
    public Operation operation(int change) {
        return Operation.of(operationCode(change));
    }

    /** Whether some change may do this; false is certain. */
    public boolean mayHave(Operation operation) {
        return (operations & 1 << operation.code()) != 0;
    }

    /** Whether some new row may have a column that the log did not carry; false is certain. */
    public boolean mayHaveUnchanged() {
        return mayHaveUnchanged;
    }

    /** {@link Row#keyHash} of the change with this index, which costs no look at its bytes; 0 for TRUNCATE. */
    public int keyHash(int change) {
        return keyHashes[change];
    }

    /** A new view, standing before the first change. */
    public ChangeCursor cursor() {
        return new ChangeCursor(this);
    }

    /** All changes of this batch as a slice. */
    public ChangeSlice all() {
        int[] indexes = new int[changeCount];
        Arrays.setAll(indexes, i -> i);
        return new ChangeSlice(this, indexes, 0, changeCount);
    }

    /**
     * Gives snapshot rows their version: called by the engine when it releases them, before any writer sees them.
     *
     * @param at where the stream stands, between two transactions
     */
    public void stampRead(Position at) {
        byte[] text = at.text().getBytes(StandardCharsets.US_ASCII);
        int offset = appendText(text, 0, text.length);
        for (int i = 0; i < transactionCount; i++) {
            sequences[i] = at.sequence() - 1;
            transactionTexts[4 * i + 2] = offset;
            transactionTexts[4 * i + 3] = text.length;
        }
    }

    int appendText(byte[] source, int offset, int length) {
        if (textCount + length > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(2 * texts.length, textCount + length));
        }
        System.arraycopy(source, offset, texts, textCount, length);
        int at = textCount;
        textCount += length;
        return at;
    }

    /**
     * Ends the life of the bytes: called once by the engine when nobody reads them any more. Where assertions are
     * enabled the bytes are overwritten first, so that a view kept too long is noticed.
     */
    public void release() {
        if (released) {
            throw new IllegalStateException("a batch was released twice");
        }
        released = true;
        assert poison();
        if (recycler != null) {
            recycler.recycle(this);
        }
    }

    /** The bytes array, for a {@link Recycler} that uses it again. */
    public byte[] recycledBytes() {
        return bytes;
    }

    /** What the arrays take that grow with the changes. */
    long arrayBytes() {
        return bytes.length + (long) Integer.BYTES * (offsets.length + starts.length + keyHashes.length);
    }

    private boolean poison() {
        Arrays.fill(bytes, 0, Math.min(byteCount, bytes.length), POISON);
        return true;
    }

    int header(int change) {
        return offsets[starts[change]];
    }

    int operationCode(int change) {
        return header(change) & OPERATION_MASK;
    }
}
