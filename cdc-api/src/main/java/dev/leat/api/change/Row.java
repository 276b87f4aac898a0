package dev.leat.api.change;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import java.util.Arrays;

/**
 * A view of one row image. Moved by its {@link ChangeCursor}; valid until the cursor moves on or the batch is released.
 * Single-threaded.
 */
public final class Row {
    static final int NULL = -1;
    static final int UNCHANGED = -2;

    private final byte[] bytes;
    private final int[] offsets;
    private int base;
    private TableSchema schema;

    Row(byte[] bytes, int[] offsets, TableSchema schema) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.schema = schema;
    }

    /** A reference is stored only when it changes: a store costs the collector's barrier, once per row. */
    void moveTo(int newBase, TableSchema newSchema) {
        base = newBase;
        if (schema != newSchema) {
            schema = newSchema;
        }
    }

    /** The schema in force at the row's position. */
    public TableSchema schema() {
        return schema;
    }

    /** Whether the value is null. */
    public boolean isNull(int column) {
        return offsets[base + 2 * column + 1] == NULL;
    }

    /** Whether the log did not carry the value; never the same as null. */
    public boolean isUnchanged(int column) {
        return offsets[base + 2 * column + 1] == UNCHANGED;
    }

    /** Whether the log carried every value of this image. */
    public boolean isComplete() {
        int end = base + 2 * schema.columnCount();
        for (int i = base + 1; i < end; i += 2) {
            if (offsets[i] == UNCHANGED) {
                return false;
            }
        }
        return true;
    }

    /** The array that holds the values in the source's own form. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the value begins in {@link #bytes}; meaningless for null and unchanged values. */
    public int offset(int column) {
        return offsets[base + 2 * column];
    }

    /** The value's length in bytes; negative for null and unchanged values. */
    public int length(int column) {
        return offsets[base + 2 * column + 1];
    }

    /** The value of a BOOL column; the value must be there. */
    public boolean booleanValue(int column) {
        return schema.column(column).decoder().booleanValue(bytes, offset(column), length(column));
    }

    /** The value as {@link dev.leat.api.schema.ValueDecoder#longValue} defines it; the value must be there. */
    public long longValue(int column) {
        return schema.column(column).decoder().longValue(bytes, offset(column), length(column));
    }

    /** The value of a FLOAT32 or FLOAT64 column; the value must be there. */
    public double doubleValue(int column) {
        return schema.column(column).decoder().doubleValue(bytes, offset(column), length(column));
    }

    /**
     * Pushes the value into {@code out}. An unchanged value is the caller's to leave out.
     *
     * @throws IllegalStateException if the value is unchanged
     */
    public void write(int column, ValueWriter out) {
        int length = length(column);
        if (length >= 0) {
            Column definition = schema.column(column);
            definition.decoder().write(bytes, offset(column), length, out);
        } else if (length == NULL) {
            out.nullValue();
        } else {
            throw new IllegalStateException("column " + schema.column(column).name() + " of " + schema.table()
                    + " is unchanged and has no value to write");
        }
    }

    /**
     * A hash of the key's bytes, the same for the same key in every image and batch of this schema. Used to choose lanes
     * and to find keys; not stable over releases.
     */
    public int keyHash() {
        return keyHash(bytes, offsets, base, schema);
    }

    static int keyHash(byte[] bytes, int[] offsets, int base, TableSchema schema) {
        long hash = KeyHash.START;
        int count = schema.keyColumnCount();
        for (int part = 0; part < count; part++) {
            int at = base + 2 * schema.keyColumn(part);
            hash = KeyHash.add(hash, bytes, offsets[at], offsets[at + 1]);
        }
        return KeyHash.finish(hash);
    }

    /** Whether the other image carries the same key, byte by byte; both are images of one table. */
    public boolean hasSameKey(Row other) {
        int parts = schema.keyColumnCount();
        if (parts != other.schema.keyColumnCount()) {
            return false;
        }
        for (int part = 0; part < parts; part++) {
            int mine = schema.keyColumn(part);
            int its = other.schema.keyColumn(part);
            int length = length(mine);
            if (length != other.length(its)) {
                return false;
            }
            int from = offset(mine);
            int otherFrom = other.offset(its);
            if (length > 0 && !Arrays.equals(bytes, from, from + length, other.bytes, otherFrom, otherFrom + length)) {
                return false;
            }
        }
        return true;
    }
}
