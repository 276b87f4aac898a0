package dev.leat.sink.elasticsearch;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A selected table as the target sees it. Thread-safe: written by the control thread, read by the lanes. */
final class OpenTable {
    private final TableId id;
    private final String alias;
    private final List<String> keys;
    private volatile @Nullable Targets targets;

    OpenTable(TableSchema schema, String alias) {
        this.id = schema.table();
        this.alias = alias;
        List<String> names = new ArrayList<>();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            names.add(schema.column(schema.keyColumn(part)).name());
        }
        this.keys = List.copyOf(names);
    }

    /** The generations that a write goes to. Compared by identity. */
    static final class Targets {
        private final List<Generation> generations;

        /**
         * @param generations the oldest one first; the last is the one that is being seeded, or the only one
         */
        Targets(List<Generation> generations) {
            this.generations = List.copyOf(generations);
        }

        List<Generation> generations() {
            return generations;
        }

        Generation newest() {
            return generations.get(generations.size() - 1);
        }
    }

    TableId id() {
        return id;
    }

    /** The name that readers use. */
    String alias() {
        return alias;
    }

    /** The key's columns, to notice that documents had other ids before. */
    List<String> keys() {
        return keys;
    }

    /** Where writes go; null while nothing is known to be there. Changes only while no write of the table is under way. */
    @Nullable
    Targets targets() {
        return targets;
    }

    void targets(@Nullable Targets now) {
        targets = now;
    }

    @Override
    public String toString() {
        return id + " as " + alias;
    }
}
