package dev.leat.testkit.change;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.Position;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch, change by change. A row's values come in the order of the table's columns; null is null,
 * {@link #UNCHANGED} a value that the log did not carry.
 *
 * <pre>
 * ChangeBatch batch = Changes.transaction(7).insert(products, 1, "tea").delete(products, 2).batch();
 * </pre>
 */
public final class Changes {
    /** Stands for a value that the log did not carry. */
    public static final Object UNCHANGED = new Object();

    private static final byte[] NO_ID = new byte[0];

    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final ValueSetter after = new After();
    private final ValueSetter before = new Before();
    private long sequence;

    private Changes(long sequence) {
        begin(sequence);
    }

    /** A batch whose first transaction has this sequence; its position is the sequence too. */
    public static Changes transaction(long sequence) {
        return new Changes(sequence);
    }

    /** Ends the transaction and begins the next one. */
    public Changes then(long nextSequence) {
        commit();
        begin(nextSequence);
        return this;
    }

    /** A new row. */
    public Changes insert(TestTable table, @Nullable Object... row) {
        return row(Operation.INSERT, table, row);
    }

    /** A new image of a row, without an old one. */
    public Changes update(TestTable table, @Nullable Object... row) {
        return row(Operation.UPDATE, table, row);
    }

    /** A row that a snapshot saw. */
    public Changes read(TestTable table, @Nullable Object... row) {
        return row(Operation.READ, table, row);
    }

    /** A new image of a row with the whole old one; becomes a delete and an insert when they differ in the key. */
    public Changes update(TestTable table, @Nullable Object[] old, @Nullable Object[] row) {
        TableSchema schema = table.schema();
        builder.open(Operation.UPDATE, schema, true, BeforeImage.FULL);
        set(after, schema, row);
        set(before, schema, old);
        builder.close();
        return this;
    }

    /** The row with this key is gone; the key's values in the order of the key's definition. */
    public Changes delete(TestTable table, Object... key) {
        TableSchema schema = table.schema();
        builder.open(Operation.DELETE, schema, false, BeforeImage.KEY);
        requireCount(schema, schema.keyColumnCount(), key.length);
        for (int part = 0; part < key.length; part++) {
            set(before, schema.keyColumn(part), key[part]);
        }
        builder.close();
        return this;
    }

    /** All rows of the table are gone. */
    public Changes truncate(TestTable table) {
        builder.open(Operation.TRUNCATE, table.schema(), false, BeforeImage.ABSENT);
        builder.close();
        return this;
    }

    /** What an application said, its content as text. */
    public Changes message(String prefix, String content) {
        return message(MessageSchema.TEXT, prefix, content.getBytes(UTF_8));
    }

    /** What an application said, its content as octets. */
    public Changes message(String prefix, byte[] content) {
        return message(MessageSchema.BYTES, prefix, content);
    }

    private Changes message(TableSchema schema, String prefix, byte[] content) {
        builder.open(Operation.MESSAGE, schema, true, BeforeImage.ABSENT);
        set(after, MessageSchema.PREFIX, prefix);
        builder.after(MessageSchema.CONTENT, builder.append(content, 0, content.length), content.length);
        builder.close();
        return this;
    }

    /** The batch, ended by the end of its last transaction. */
    public ChangeBatch batch() {
        commit();
        return builder.build(new Position(sequence, Long.toString(sequence)));
    }

    /** The whole batch as one lane's part. */
    public ChangeSlice all() {
        return batch().all();
    }

    private Changes row(Operation operation, TestTable table, @Nullable Object[] row) {
        builder.open(operation, table.schema(), true, BeforeImage.ABSENT);
        set(after, table.schema(), row);
        builder.close();
        return this;
    }

    private void begin(long newSequence) {
        sequence = newSequence;
        byte[] text = Long.toString(newSequence).getBytes(US_ASCII);
        builder.begin(newSequence, 1_000_000 * newSequence, NO_ID, 0, text, text.length);
    }

    private void commit() {
        byte[] text = Long.toString(sequence).getBytes(US_ASCII);
        builder.commit(text, text.length);
    }

    private void set(ValueSetter image, TableSchema schema, @Nullable Object[] row) {
        requireCount(schema, schema.columnCount(), row.length);
        for (int i = 0; i < row.length; i++) {
            set(image, i, row[i]);
        }
    }

    private void set(ValueSetter image, int column, @Nullable Object value) {
        if (value == null) {
            image.setNull(column);
        } else if (value == UNCHANGED) {
            image.setUnchanged(column);
        } else {
            byte[] bytes = value.toString().getBytes(UTF_8);
            image.set(column, builder.append(bytes, 0, bytes.length), bytes.length);
        }
    }

    private static void requireCount(TableSchema schema, int wanted, int given) {
        if (wanted != given) {
            throw new IllegalArgumentException(schema.table() + " takes " + wanted + " values, not " + given);
        }
    }

    private interface ValueSetter {
        void set(int column, int offset, int length);

        void setNull(int column);

        void setUnchanged(int column);
    }

    private final class After implements ValueSetter {
        @Override
        public void set(int column, int offset, int length) {
            builder.after(column, offset, length);
        }

        @Override
        public void setNull(int column) {
            builder.afterNull(column);
        }

        @Override
        public void setUnchanged(int column) {
            builder.afterUnchanged(column);
        }
    }

    private final class Before implements ValueSetter {
        @Override
        public void set(int column, int offset, int length) {
            builder.before(column, offset, length);
        }

        @Override
        public void setNull(int column) {
            builder.beforeNull(column);
        }

        @Override
        public void setUnchanged(int column) {
            throw new IllegalArgumentException("an old image has no unchanged values");
        }
    }
}
