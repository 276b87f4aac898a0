package dev.leat.api.capture;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tables that a pipeline selected, resolved against the source's catalog.
 *
 * @param defaultSchema the schema whose tables go by their bare names: {@code public}, or the MySQL URL's database
 * @param tables one per selected table, ordered by name; partitions are reached through their root
 * @param sequenceStep every transaction's sequence is a multiple of it: 8 in PostgreSQL, whose log records lie at multiples
 *     of 8 bytes; 1 where a sequence counts. A target with few bits for a version divides by it
 */
public record SourceTables(String defaultSchema, List<TableSchema> tables, int sequenceStep) {
    /** Copies the list. */
    public SourceTables {
        tables = List.copyOf(tables);
        if (sequenceStep < 1) {
            throw new IllegalArgumentException("a sequence step of " + sequenceStep);
        }
    }

    /** Tables of a source whose sequences count. */
    public SourceTables(String defaultSchema, List<TableSchema> tables) {
        this(defaultSchema, tables, 1);
    }

    /** What {@code {table}} stands for in templates: the bare name in the default schema, else {@code schema.name}. */
    public String displayName(TableId table) {
        return table.schema().equals(defaultSchema) ? table.name() : table.toString();
    }

    /**
     * Refuses tables whose full names are one text, as names with a dot can be: {@code "a.b"."c"} and {@code "a"."b.c"}. For
     * {@link dev.leat.api.sink.Sink#open} of a sink whose changes tell their table by its name.
     *
     * @throws CdcException CONFIG with the name
     */
    public void requireDistinctNames() {
        Set<String> names = new HashSet<>();
        for (TableSchema schema : tables) {
            TableId table = schema.table();
            if (!names.add(table.toString())) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "two of the selected tables are called " + table
                                + " (a name has a dot), and a reader could not tell their changes apart; exclude one of"
                                + " them");
            }
        }
    }
}
