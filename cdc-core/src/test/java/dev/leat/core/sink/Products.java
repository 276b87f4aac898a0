package dev.leat.core.sink;

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
import org.jspecify.annotations.Nullable;

/** Changes of one small table whose values are decimal digits and text. */
final class Products {
    static final TableId TABLE = new TableId("public", "products");
    static final TableSchema SCHEMA = new TableSchema(
            TABLE,
            List.of(
                    new Column("id", ColumnType.of(Kind.INT64), false, new Digits()),
                    new Column("name", ColumnType.of(Kind.TEXT), true, new Characters())),
            new int[] {0},
            true);

    private static final byte[] POSITION = "0/64".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "742".getBytes(StandardCharsets.US_ASCII);

    private Products() {}

    /** One transaction that inserts rows with these ids. */
    static ChangeBatch inserts(long... ids) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(99, 1_000_000, ID, ID.length, POSITION, POSITION.length);
        for (long id : ids) {
            byte[] digits = Long.toString(id).getBytes(StandardCharsets.US_ASCII);
            builder.open(Operation.INSERT, SCHEMA, true, BeforeImage.ABSENT);
            builder.after(0, builder.append(digits, 0, digits.length), digits.length);
            name(builder, id % 2 == 0 ? null : "café " + id);
            builder.close();
        }
        builder.commit(POSITION, POSITION.length);
        return builder.build(new Position(100, "0/64"));
    }

    private static void name(ChangeBatchBuilder builder, @Nullable String name) {
        if (name == null) {
            builder.afterNull(1);
        } else {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            builder.after(1, builder.append(utf8, 0, utf8.length), utf8.length);
        }
    }

    /** The line of an inserted row. */
    static String line(long id, int ordinal) {
        String name = id % 2 == 0 ? "null" : "\"café " + id + "\"";
        return "{\"op\":\"insert\",\"table\":\"public.products\",\"key\":{\"id\":" + id + "},\"after\":{\"id\":" + id
                + ",\"name\":" + name + "},\"position\":\"0/64\",\"sequence\":99,\"ordinal\":" + ordinal
                + ",\"tx\":\"742\",\"ts\":\"1970-01-01T00:00:01.000000Z\"}\n";
    }

    private static final class Digits implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.number(bytes, offset, length);
        }

        @Override
        public long longValue(byte[] bytes, int offset, int length) {
            return Long.parseLong(new String(bytes, offset, length, StandardCharsets.US_ASCII));
        }
    }

    private static final class Characters implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    }
}
