package dev.leat.core.deadletter;

import dev.leat.api.Position;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of one small table, numbered from 0, with a name each. */
final class LetterRows {
    private static final TableId TABLE = new TableId("public", "products");
    private static final byte[] AT = "0/64".getBytes(StandardCharsets.US_ASCII);

    private final TableSchema schema = schema(new Column("name", ColumnType.of(Kind.TEXT), true, new Characters()));

    TableSchema schema() {
        return schema;
    }

    /** The table after its second column got another name. */
    TableSchema otherColumns() {
        return schema(new Column("title", ColumnType.of(Kind.TEXT), true, new Characters()));
    }

    private static TableSchema schema(Column second) {
        return new TableSchema(
                TABLE,
                List.of(new Column("id", ColumnType.of(Kind.INT64), false, new Digits()), second),
                new int[] {0},
                true);
    }

    /** One transaction that gives the first rows these names. */
    ChangeBatch updates(long sequence, String... names) {
        return rows(Operation.UPDATE, sequence, names);
    }

    /** The first rows as a snapshot shows them. */
    ChangeBatch reads(long sequence, String... names) {
        return rows(Operation.READ, sequence, names);
    }

    private ChangeBatch rows(Operation operation, long sequence, String... names) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(sequence, 1_000_000, AT, AT.length, AT, AT.length);
        for (int i = 0; i < names.length; i++) {
            byte[] id = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            builder.open(operation, schema, true, BeforeImage.ABSENT);
            builder.after(0, builder.append(id, 0, id.length), id.length);
            builder.after(1, builder.append(name, 0, name.length), name.length);
            builder.close();
        }
        builder.commit(AT, AT.length);
        return builder.build(new Position(sequence + 1, "0/64"));
    }

    private static final class Digits implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.number(bytes, offset, length);
        }
    }

    private static final class Characters implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    }
}
