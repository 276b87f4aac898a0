package dev.leat.api.json;

import dev.leat.api.change.Row;
import dev.leat.api.schema.TableSchema;

/**
 * A row's key as one text: each value as in a field of text, with {@code \} as {@code \\} and {@code :} as {@code \:},
 * joined by {@code :} in the order of the key's definition. Null, which only a table without a key can have in what stands in
 * for one, is {@code \N}. Single-threaded.
 */
public final class KeyText {
    private final BareWriter value = new BareWriter();

    /** A writer with buffers of its own. */
    public KeyText() {}

    /** Appends the key text of {@code row} to {@code out}. */
    public void write(Row row, JsonBuffer out) {
        TableSchema schema = row.schema();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            if (part > 0) {
                out.raw(':');
            }
            value.clear();
            if (row.isNull(schema.keyColumn(part))) {
                out.raw('\\');
                out.raw('N');
                continue;
            }
            row.write(schema.keyColumn(part), value);
            byte[] bytes = value.buffer().array();
            int end = value.buffer().length();
            int clean = 0;
            for (int i = 0; i < end; i++) {
                if (bytes[i] == ':' || bytes[i] == '\\') {
                    out.raw(bytes, clean, i - clean);
                    out.raw('\\');
                    clean = i;
                }
            }
            out.raw(bytes, clean, end - clean);
        }
    }
}
