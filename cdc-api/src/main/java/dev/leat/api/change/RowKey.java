package dev.leat.api.change;

import dev.leat.api.schema.TableId;
import java.util.Arrays;

/**
 * A key that outlives its batch: a copy of the key columns' bytes in the source's own form, in the order of the key's
 * definition. Equal when table and bytes are. {@code toString} shows no value.
 */
public final class RowKey {
    private final TableId table;
    private final byte[][] parts;
    private final int hash;

    private RowKey(TableId table, byte[][] parts, int hash) {
        this.table = table;
        this.parts = parts;
        this.hash = hash;
    }

    /** Copies the key out of a row image that carries it. */
    public static RowKey of(Row row) {
        byte[][] parts = new byte[row.schema().keyColumnCount()][];
        for (int i = 0; i < parts.length; i++) {
            int column = row.schema().keyColumn(i);
            int length = row.length(column);
            parts[i] = length < 0
                    ? new byte[0]
                    : Arrays.copyOfRange(row.bytes(), row.offset(column), row.offset(column) + length);
        }
        return new RowKey(row.schema().table(), parts, row.keyHash());
    }

    /** Whose key it is. */
    public TableId table() {
        return table;
    }

    /** How many columns the key has. */
    public int partCount() {
        return parts.length;
    }

    /** The bytes of one key column in the source's own form. Not to be changed. */
    public byte[] part(int index) {
        return parts[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey that
                && hash == that.hash
                && table.equals(that.table)
                && Arrays.deepEquals(parts, that.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "RowKey[" + table + "]";
    }
}
