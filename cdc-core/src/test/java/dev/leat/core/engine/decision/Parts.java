package dev.leat.core.engine.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import java.util.List;

/** Batches of one change each, of a table with a key and two large columns. An empty value is one that the log did not carry. */
final class Parts {
    private static final TableSchema SCHEMA = new TableSchema(
            new TableId("public", "parts"),
            List.of(
                    new Column("id", ColumnType.of(Kind.TEXT), false, new Characters()),
                    new Column("drawing", ColumnType.of(Kind.TEXT), false, new Characters()),
                    new Column("manual", ColumnType.of(Kind.TEXT), false, new Characters())),
            new int[] {0},
            true);

    private Parts() {}

    static ChangeBatch row(long sequence, Operation operation, String... values) {
        ChangeBatchBuilder builder = begin(sequence);
        builder.open(operation, SCHEMA, true, BeforeImage.ABSENT);
        for (int column = 0; column < values.length; column++) {
            byte[] value = values[column].getBytes(US_ASCII);
            if (value.length == 0) {
                builder.afterUnchanged(column);
            } else {
                builder.after(column, builder.append(value, 0, value.length), value.length);
            }
        }
        return end(builder);
    }

    static ChangeBatch delete(long sequence, String id) {
        ChangeBatchBuilder builder = begin(sequence);
        builder.open(Operation.DELETE, SCHEMA, false, BeforeImage.KEY);
        byte[] key = id.getBytes(US_ASCII);
        builder.before(0, builder.append(key, 0, key.length), key.length);
        return end(builder);
    }

    /** A row, a message with this prefix, and the row once more, in one transaction. */
    static ChangeBatch rowsAndMessage(long sequence, String id, String prefix) {
        ChangeBatchBuilder builder = begin(sequence);
        insert(builder, id);
        builder.close();
        builder.open(Operation.MESSAGE, MessageSchema.TEXT, true, BeforeImage.ABSENT);
        byte[] name = prefix.getBytes(US_ASCII);
        builder.after(MessageSchema.PREFIX, builder.append(name, 0, name.length), name.length);
        builder.after(MessageSchema.CONTENT, 0, 0);
        builder.close();
        insert(builder, id);
        return end(builder);
    }

    private static void insert(ChangeBatchBuilder builder, String id) {
        builder.open(Operation.INSERT, SCHEMA, true, BeforeImage.ABSENT);
        byte[] value = id.getBytes(US_ASCII);
        for (int column = 0; column < SCHEMA.columnCount(); column++) {
            builder.after(column, builder.append(value, 0, value.length), value.length);
        }
    }

    static ChangeBatch truncate(long sequence) {
        ChangeBatchBuilder builder = begin(sequence);
        builder.open(Operation.TRUNCATE, SCHEMA, false, BeforeImage.ABSENT);
        return end(builder);
    }

    /** The values joined by colons. */
    static String words(Row row) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < SCHEMA.columnCount(); column++) {
            text.append(column == 0 ? "" : ":")
                    .append(new String(row.bytes(), row.offset(column), row.length(column), US_ASCII));
        }
        return text.toString();
    }

    private static ChangeBatchBuilder begin(long sequence) {
        byte[] text = Long.toString(sequence).getBytes(US_ASCII);
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(sequence, 0, text, text.length, text, text.length);
        return builder;
    }

    private static ChangeBatch end(ChangeBatchBuilder builder) {
        builder.close();
        builder.commit(new byte[0], 0);
        return builder.build(null);
    }

    private static final class Characters implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    }
}
