package dev.leat.api.json;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A change as one JSON object without spaces, members in a fixed order:
 *
 * <pre>
 * {"op":"update","table":"public.products","key":{"id":7},"before":{...},"after":{...},"unchanged":["description"],
 *  "position":"0/16B3748","sequence":23803688,"ordinal":3,"tx":"742","ts":"2026-11-20T17:28:51.123456Z"}
 * {"op":"message","prefix":"orders","content":"...","position":"0/16B3748","sequence":23803688,"ordinal":4,...}
 * </pre>
 *
 * <p>{@code key} is absent for truncate; {@code before} is there for a full old row only; {@code after} for insert, update
 * and read, without the columns that {@code unchanged} lists; {@code tx} is absent for read, and for a message that
 * belongs to no transaction; the {@code content} of a message that is octets is base64. Single-threaded.
 */
public final class ChangeJson {
    private static final byte[] OP = JsonNames.member("op");
    private static final byte[] TABLE = JsonNames.member("table");
    private static final byte[] KEY = JsonNames.member("key");
    private static final byte[] BEFORE = JsonNames.member("before");
    private static final byte[] AFTER = JsonNames.member("after");
    private static final byte[] UNCHANGED = JsonNames.member("unchanged");
    private static final byte[] PREFIX = JsonNames.member("prefix");
    private static final byte[] CONTENT = JsonNames.member("content");
    private static final byte[] POSITION = JsonNames.member("position");
    private static final byte[] SEQUENCE = JsonNames.member("sequence");
    private static final byte[] ORDINAL = JsonNames.member("ordinal");
    private static final byte[] TX = JsonNames.member("tx");
    private static final byte[] TS = JsonNames.member("ts");
    private static final byte[][] OPERATIONS = operations();

    private @Nullable TableSchema namedSchema;
    private byte[] tableName = {};
    private final byte[] instant = new byte[Instants.MAX_LENGTH];

    /** A writer with buffers of its own. */
    public ChangeJson() {}

    /** Appends the change that {@code change} stands on to {@code out}. */
    public void write(ChangeCursor change, JsonBuffer out) {
        Operation operation = change.operation();
        out.beginObject();
        out.member(OP);
        byte[] op = OPERATIONS[operation.code()];
        out.text(op, 0, op.length);
        if (operation == Operation.MESSAGE) {
            message(change.after(), out);
        } else {
            rows(change, operation, out);
        }
        out.member(POSITION);
        out.text(change.texts(), change.positionOffset(), change.positionLength());
        out.member(SEQUENCE);
        out.uint64(change.sequence());
        out.member(ORDINAL);
        out.int64(change.ordinal());
        int idLength = change.transactionIdLength();
        if (operation == Operation.MESSAGE ? idLength > 0 : operation != Operation.READ) {
            out.member(TX);
            out.text(change.texts(), change.transactionIdOffset(), idLength);
        }
        out.member(TS);
        out.text(instant, 0, Instants.putMicros(instant, 0, change.commitMicros()));
        out.endObject();
    }

    private void rows(ChangeCursor change, Operation operation, JsonBuffer out) {
        TableSchema schema = change.schema();
        if (schema != namedSchema) {
            namedSchema = schema;
            tableName = schema.table().toString().getBytes(StandardCharsets.UTF_8);
        }
        out.member(TABLE);
        out.text(tableName, 0, tableName.length);
        if (operation != Operation.TRUNCATE) {
            out.member(KEY);
            key(change.key(), out);
        }
        if (change.beforeImage() == BeforeImage.FULL) {
            out.member(BEFORE);
            row(change.before(), out);
        }
        if (change.hasAfter()) {
            out.member(AFTER);
            if (row(change.after(), out)) {
                unchanged(change.after(), out);
            }
        }
    }

    private static void message(Row row, JsonBuffer out) {
        out.member(PREFIX);
        row.write(MessageSchema.PREFIX, out);
        out.member(CONTENT);
        row.write(MessageSchema.CONTENT, out);
    }

    /** Appends a row as an object, unchanged columns left out; returns whether any was. */
    public static boolean row(Row row, JsonBuffer out) {
        TableSchema schema = row.schema();
        boolean partial = false;
        out.beginObject();
        for (int i = 0; i < schema.columnCount(); i++) {
            if (row.isUnchanged(i)) {
                partial = true;
            } else {
                out.member(schema.column(i).jsonMember());
                row.write(i, out);
            }
        }
        out.endObject();
        return partial;
    }

    private static void key(Row row, JsonBuffer out) {
        TableSchema schema = row.schema();
        out.beginObject();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            int column = schema.keyColumn(part);
            out.member(schema.column(column).jsonMember());
            row.write(column, out);
        }
        out.endObject();
    }

    private static void unchanged(Row row, JsonBuffer out) {
        out.member(UNCHANGED);
        out.beginArray();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            if (row.isUnchanged(i)) {
                byte[] member = row.schema().column(i).jsonMember();
                out.json(member, 0, member.length - 1);
            }
        }
        out.endArray();
    }

    private static byte[][] operations() {
        byte[][] texts = new byte[Operation.values().length][];
        for (Operation operation : Operation.values()) {
            texts[operation.code()] = operation.text().getBytes(StandardCharsets.US_ASCII);
        }
        return texts;
    }
}
