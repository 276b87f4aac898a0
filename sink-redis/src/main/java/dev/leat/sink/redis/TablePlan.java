package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.TableSchema;

/** What is the same for all rows of one schema version, encoded once. Immutable. */
final class TablePlan {
    private final OpenTable table;
    private final int columnsVersion;
    private final byte[][] fields;

    /**
     * @param columnsVersion for which the table's rows were made ready
     */
    TablePlan(OpenTable table, TableSchema schema, int columnsVersion) {
        this.table = table;
        this.columnsVersion = columnsVersion;
        this.fields = new byte[schema.columnCount()][];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = RespBuffer.argument(schema.column(i).name().getBytes(UTF_8));
        }
    }

    OpenTable table() {
        return table;
    }

    /** Whether the table's rows still have the fields of this schema: no write with another one came between. */
    boolean isCurrent() {
        KnownColumns columns = table.columns();
        return columns == null || columnsVersion == columns.version();
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
