package dev.leat.api.change;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import java.util.List;

/**
 * The columns of a {@link Operation#MESSAGE}, which has them as its new row. They belong to no table: no {@code SourceTables}
 * names them, nothing of them is seeded. The prefix stands where a key does, so that messages with one prefix take one lane
 * and keep their order; it is none, and a later message replaces no earlier one.
 */
public final class MessageSchema {
    /** The index of the prefix: the name that a message was sent under, in UTF-8. */
    public static final int PREFIX = 0;

    /** The index of the content. */
    public static final int CONTENT = 1;

    /** Of messages whose content is characters in UTF-8. */
    public static final TableSchema TEXT = schema(
            "message",
            ColumnType.of(ColumnType.Kind.TEXT),
            (bytes, offset, length, out) -> out.text(bytes, offset, length));

    /** Of messages whose content is octets. */
    public static final TableSchema BYTES = schema(
            "binary-message",
            ColumnType.of(ColumnType.Kind.BYTES),
            (bytes, offset, length, out) -> out.octets(bytes, offset, length));

    private static final String NO_SCHEMA = "";

    private MessageSchema() {}

    private static TableSchema schema(String name, ColumnType type, ValueDecoder content) {
        return new TableSchema(
                new TableId(NO_SCHEMA, name),
                List.of(
                        new Column(
                                "prefix",
                                ColumnType.of(ColumnType.Kind.TEXT),
                                false,
                                (bytes, offset, length, out) -> out.text(bytes, offset, length)),
                        new Column("content", type, false, content)),
                new int[] {PREFIX},
                false);
    }
}
