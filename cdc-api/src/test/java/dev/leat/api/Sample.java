package dev.leat.api;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small tables whose values lie in a batch as their own text, and rows written as arrays of that text. */
public final class Sample {
    /** Stands for a value that the log did not carry. */
    public static final String UNCHANGED = new String("unchanged");

    private Sample() {}

    /** A table of columns such as {@code "id INT64"}, with the key columns' indexes in the key's order. */
    public static TableSchema table(String name, List<String> columns, int... key) {
        List<Column> list = new ArrayList<>();
        for (String column : columns) {
            int space = column.lastIndexOf(' ');
            Kind kind = Kind.valueOf(column.substring(space + 1));
            list.add(new Column(
                    column.substring(0, space),
                    ColumnType.of(kind),
                    true,
                    (bytes, offset, length, out) -> push(kind, bytes, offset, length, out)));
        }
        return new TableSchema(new TableId("public", name), list, key, true);
    }

    private static void push(Kind kind, byte[] bytes, int offset, int length, ValueWriter out) {
        switch (kind) {
            case BOOL -> out.bool(bytes[offset] == 't');
            case INT64, DECIMAL -> out.number(bytes, offset, length);
            case BYTES -> out.octets(bytes, offset, length);
            case JSON -> out.json(bytes, offset, length);
            default -> out.text(bytes, offset, length);
        }
    }

    /** Begins a transaction. */
    public static void begin(ChangeBatchBuilder builder, long sequence, String id, String position) {
        byte[] idBytes = ascii(id);
        byte[] positionBytes = ascii(position);
        builder.begin(sequence, 1_000_000, idBytes, idBytes.length, positionBytes, positionBytes.length);
    }

    /** Ends a transaction. */
    public static void commit(ChangeBatchBuilder builder, String position) {
        builder.commit(ascii(position), position.length());
    }

    /** Adds a change; a null value is a null, a null array no image. */
    public static void add(
            ChangeBatchBuilder builder,
            Operation operation,
            TableSchema table,
            BeforeImage image,
            @Nullable String @Nullable [] before,
            @Nullable String @Nullable [] after) {
        builder.open(operation, table, after != null, image);
        for (int i = 0; i < table.columnCount(); i++) {
            if (after != null) {
                String value = after[i];
                if (value == null) {
                    builder.afterNull(i);
                } else if (isUnchanged(value)) {
                    builder.afterUnchanged(i);
                } else {
                    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                    builder.after(i, builder.append(utf8, 0, utf8.length), utf8.length);
                }
            }
            if (before != null && (image == BeforeImage.FULL || table.isKeyColumn(i))) {
                String value = before[i];
                if (value == null) {
                    builder.beforeNull(i);
                } else if (isUnchanged(value)) {
                    builder.beforeUnchanged(i);
                } else {
                    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                    builder.before(i, builder.append(utf8, 0, utf8.length), utf8.length);
                }
            }
        }
        builder.close();
    }

    /** Adds an insert. */
    public static void insert(ChangeBatchBuilder builder, TableSchema table, @Nullable String... after) {
        add(builder, Operation.INSERT, table, BeforeImage.ABSENT, null, after);
    }

    /** A row as it was written to {@link #add}, joined by commas. */
    public static String text(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            text.append(i == 0 ? "" : ",");
            if (row.isUnchanged(i)) {
                text.append('?');
            } else if (row.isNull(i)) {
                text.append("null");
            } else {
                text.append(new String(row.bytes(), row.offset(i), row.length(i), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isUnchanged(String value) {
        return value == UNCHANGED;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
