package dev.leat.api.capture;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;

/**
 * The tables that a pipeline selected, resolved against the source's catalog.
 *
 * @param defaultSchema the schema whose tables go by their bare names: {@code public}, or the MySQL URL's database
 * @param tables one per selected table, ordered by name; partitions are reached through their root
 */
public record SourceTables(String defaultSchema, List<TableSchema> tables) {
    /** Copies the list. */
    public SourceTables {
        tables = List.copyOf(tables);
    }

    /** What {@code {table}} stands for in templates: the bare name in the default schema, else {@code schema.name}. */
    public String displayName(TableId table) {
        return table.schema().equals(defaultSchema) ? table.name() : table.toString();
    }
}
