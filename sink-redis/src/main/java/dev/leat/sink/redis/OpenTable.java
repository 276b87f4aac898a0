package dev.leat.sink.redis;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A selected table as the target sees it. Thread-safe: written by the control thread, read by the lanes. */
final class OpenTable {
    private final TableId id;
    private final TableKeys keys;
    private final String shape;
    private final KnownColumns columns;
    private volatile byte @Nullable [] stamps;

    OpenTable(TableSchema schema, TableKeys keys, StateHash state) {
        this.id = schema.table();
        this.keys = keys;
        this.shape = keys.shape(keyColumns(schema));
        this.columns = new KnownColumns(state, id, keys);
    }

    TableId id() {
        return id;
    }

    TableKeys keys() {
        return keys;
    }

    /** How the rows are named, to notice that it was another way before. */
    String shape() {
        return shape;
    }

    KnownColumns columns() {
        return columns;
    }

    /**
     * The set that takes in the key of every write of this table; null when the generation has no need of one. Changes only
     * while no write of the table is under way.
     */
    byte @Nullable [] stamps() {
        return stamps;
    }

    void stamps(byte @Nullable [] set) {
        stamps = set;
    }

    private static List<String> keyColumns(TableSchema schema) {
        List<String> names = new ArrayList<>();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            names.add(schema.column(schema.keyColumn(part)).name());
        }
        return names;
    }
}
