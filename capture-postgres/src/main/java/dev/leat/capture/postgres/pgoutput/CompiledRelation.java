package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableSchema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Relation message and the schema it stands for, with the map between their columns. Immutable. */
final class CompiledRelation {
    /** In the maps: no column of the schema. */
    static final int LEFT_OUT = -1;

    /** Holds the place of a relation whose announcement was taken back. */
    static final CompiledRelation UNKNOWN = new CompiledRelation(new byte[0], null, new int[0], new int[0], new int[0]);

    /** What was announced, to recognise a repetition. */
    final byte[] announced;

    /** Null when the table is not captured. */
    final @Nullable TableSchema schema;

    /** For each value on the wire, the schema's column or {@link #LEFT_OUT}. */
    final int[] columns;

    /** The same, for old rows that carry the key only. */
    final int[] keyColumns;

    /** The schema's columns that are not on the wire. */
    final int[] missing;

    private CompiledRelation(
            byte[] announced, @Nullable TableSchema schema, int[] columns, int[] keyColumns, int[] missing) {
        this.announced = announced;
        this.schema = schema;
        this.columns = columns;
        this.keyColumns = keyColumns;
        this.missing = missing;
    }

    /** What was announced. */
    RelationMessage message() {
        MessageReader reader = new MessageReader();
        reader.wrap(announced, 0, announced.length);
        reader.u8("message type");
        return RelationMessage.decode(reader);
    }

    static CompiledRelation of(byte[] announced, RelationMessage relation, @Nullable TableSchema schema) {
        int[] columns = new int[relation.columns().size()];
        int[] keyColumns = columns.clone();
        Arrays.fill(columns, LEFT_OUT);
        Arrays.fill(keyColumns, LEFT_OUT);
        if (schema == null) {
            return new CompiledRelation(announced, null, columns, keyColumns, new int[0]);
        }
        Map<String, Integer> wire = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            wire.put(relation.columns().get(i).name(), i);
        }
        int[] missing = new int[schema.columnCount()];
        int missingCount = 0;
        for (int i = 0; i < missing.length; i++) {
            Integer at = wire.get(schema.column(i).name());
            if (at == null) {
                missing[missingCount++] = i;
                continue;
            }
            columns[at] = i;
            if (schema.isKeyColumn(i)) {
                keyColumns[at] = i;
            }
        }
        missing = Arrays.copyOf(missing, missingCount);
        requireKey(schema, missing);
        return new CompiledRelation(announced, schema, columns, keyColumns, missing);
    }

    private static void requireKey(TableSchema schema, int[] missing) {
        List<String> absent = Arrays.stream(missing)
                .filter(schema::isKeyColumn)
                .mapToObj(i -> schema.column(i).name())
                .toList();
        if (!absent.isEmpty()) {
            throw new CdcException(
                    ErrorKind.INTERNAL,
                    "the key of " + schema.table() + " has columns that the server does not send: " + absent);
        }
    }
}
