package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.TableSchema;

/** What is the same for all rows of one schema version, encoded once. Immutable. */
final class TablePlan {
    private final OpenTable table;
    private final byte[][] fields;

    TablePlan(OpenTable table, TableSchema schema) {
        this.table = table;
        this.fields = new byte[schema.columnCount()][];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = RespBuffer.argument(schema.column(i).name().getBytes(UTF_8));
        }
    }

    OpenTable table() {
        return table;
    }

    TableKeys keys() {
        return table.keys();
    }

    /** A column's name as an encoded argument. */
    byte[] field(int column) {
        return fields[column];
    }

    int columnCount() {
        return fields.length;
    }
}
