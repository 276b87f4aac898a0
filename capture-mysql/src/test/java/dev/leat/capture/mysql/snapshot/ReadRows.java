package dev.leat.capture.mysql.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.Chunk;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.value.WireColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Rows as text that shows every byte. */
final class ReadRows {
    private static final int VARCHAR_COMPRESSED = 141;
    private static final int BLOB_COMPRESSED = 140;
    private static final int JSON = 245;

    private ReadRows() {}

    static List<String> of(Chunk chunk, ReadTable table) {
        List<String> rows = new ArrayList<>();
        chunk.rows()
                .forEach(batch -> each(batch, change -> {
                    assertThat(change.operation()).isEqualTo(Operation.READ);
                    assertThat(change.schema()).isSameAs(table.schema());
                    rows.add(text(change.after(), table));
                }));
        return rows;
    }

    static void each(ChangeBatch batch, Consumer<ChangeCursor> action) {
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            action.accept(change);
        }
    }

    /** Name, bytes and JSON of each value. What two forms can have is shown as JSON alone. */
    static String text(Row row, ReadTable table) {
        TableSchema schema = row.schema();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < schema.columnCount(); i++) {
            WireColumn column = table.columns().get(i);
            text.append(schema.column(i).name()).append('=');
            boolean hasForms =
                    column.type() == JSON || column.type() == VARCHAR_COMPRESSED || column.type() == BLOB_COMPRESSED;
            if (!hasForms && row.length(i) >= 0) {
                text.append(HexFormat.of().formatHex(bytes(row, i))).append(' ');
            }
            JsonBuffer json = new JsonBuffer(64);
            row.write(i, json);
            text.append(new String(json.array(), 0, json.length(), UTF_8)).append('\n');
        }
        return text.toString();
    }

    static byte[] bytes(Row row, int column) {
        return Arrays.copyOfRange(row.bytes(), row.offset(column), row.offset(column) + row.length(column));
    }
}
