package dev.leat.capture.mysql.binlog;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import dev.leat.capture.mysql.value.ReadsAsNull;
import dev.leat.capture.mysql.value.WireType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table map and the schema it stands for, made for walking over rows. Immutable but for when it was announced. */
final class CompiledTable {
    /** In {@link #columns}: no column of the schema. */
    static final int LEFT_OUT = -1;

    /** No table. */
    static final CompiledTable NONE =
            of(new TableMapEvent(-1, new TableId("", ""), List.of(), false, List.of(), List.of()), new byte[0], null);

    final TableMapEvent map;

    /** The body that announced it, to recognise a repetition. */
    final byte[] announced;

    /** Null when the table is not captured. */
    final @Nullable TableSchema schema;

    /** For each value of a row its bytes; negative: how many bytes in front of it tell that. */
    final int[] widths;

    /** For each value of a row, the schema's column or {@link #LEFT_OUT}. */
    final int[] columns;

    /** For each value of a row, who knows whether it is to be null; null where no value is. */
    final @Nullable ReadsAsNull[] nullChecks;

    final boolean[] isJson;
    final int jsonCount;

    /** Whether the log alone does not tell where values end: MariaDB's old times may have a fraction, which it does not say. */
    final boolean isOpaque;

    /** The group of events that it was announced in: it is in force there only. */
    long group;

    /** Whether a fence came after it: the schema may be another one behind it. */
    boolean isOutdated;

    private CompiledTable(TableMapEvent map, byte[] announced, @Nullable TableSchema schema, int[] columns) {
        int count = map.columns().size();
        this.map = map;
        this.announced = announced;
        this.schema = schema;
        this.columns = columns;
        this.widths = new int[count];
        this.nullChecks = new ReadsAsNull[count];
        this.isJson = new boolean[count];
        int documents = 0;
        for (int i = 0; i < count; i++) {
            int type = map.columns().get(i).type();
            widths[i] = WireType.width(type, map.columns().get(i).metadata(), 0);
            isJson[i] = type == WireType.JSON;
            documents += isJson[i] ? 1 : 0;
            nullChecks[i] = columns[i] == LEFT_OUT || schema == null ? null : nullCheck(schema, columns[i]);
        }
        this.jsonCount = documents;
        this.isOpaque = map.columns().stream().anyMatch(column -> switch (column.type()) {
            case WireType.TIME, WireType.DATETIME, WireType.TIMESTAMP -> true;
            default -> false;
        });
    }

    static CompiledTable of(TableMapEvent map, byte[] announced, SchemaResolver.@Nullable Resolved resolved) {
        int[] columns = new int[map.columns().size()];
        Arrays.fill(columns, LEFT_OUT);
        if (resolved == null) {
            return new CompiledTable(map, announced, null, columns);
        }
        for (int i = 0; i < resolved.wireColumns().size(); i++) {
            columns[resolved.wireColumns().get(i)] = i;
        }
        return new CompiledTable(map, announced, resolved.schema(), columns);
    }

    /** A key is never taken for null: it says which row it is. */
    private static @Nullable ReadsAsNull nullCheck(TableSchema schema, int column) {
        ValueDecoder decoder = schema.column(column).decoder();
        return !schema.isKeyColumn(column) && decoder instanceof ReadsAsNull check && check.mayReadAsNull()
                ? check
                : null;
    }
}
