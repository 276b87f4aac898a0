package dev.leat.capture.postgres.slot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Sql;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a publication has to publish.
 *
 * @param name its name
 * @param isOurs whether it has its default name, so that the pipeline creates and alters it; one that the file names is never
 *     altered
 * @param tables the selected tables
 * @param operations in the words of {@code publish}; ours publishes exactly these, another may publish more
 * @param knowsGenerated whether the server can publish stored generated columns (18 and later)
 */
public record WantedPublication(
        String name, boolean isOurs, List<WantedTable> tables, Set<String> operations, boolean knowsGenerated) {
    /** Copies the collections. */
    public WantedPublication {
        tables = List.copyOf(tables);
        operations = Set.copyOf(operations);
    }

    /**
     * A table to be published.
     *
     * @param id its name
     * @param oid the table that was resolved under this name
     * @param isPartitioned whether it is the root of partitions
     * @param columns those that have to be sent
     * @param needsGenerated whether a stored generated column is among them
     * @param rowFilter the condition of the rows that are captured; null: all rows
     */
    public record WantedTable(
            TableId id,
            int oid,
            boolean isPartitioned,
            List<String> columns,
            boolean needsGenerated,
            @Nullable String rowFilter) {
        /** All rows of a table. */
        public WantedTable(TableId id, int oid, boolean isPartitioned, List<String> columns, boolean needsGenerated) {
            this(id, oid, isPartitioned, columns, needsGenerated, null);
        }

        /** Copies the list. */
        public WantedTable {
            columns = List.copyOf(columns);
        }

        String sql() {
            String qualified = Sql.qualified(id.schema(), id.name());
            return isPartitioned ? qualified : "ONLY " + qualified;
        }
    }

    boolean hasPartitioned() {
        return tables.stream().anyMatch(WantedTable::isPartitioned);
    }

    boolean needsGenerated() {
        return tables.stream().anyMatch(WantedTable::needsGenerated);
    }

    /** The options of a publication of ours, or of one that does not exist yet. */
    String options() {
        String options = publish(operations) + ", publish_via_partition_root = true";
        return knowsGenerated ? options + ", publish_generated_columns = stored" : options;
    }

    static String publish(Set<String> operations) {
        return "publish = " + Sql.literal(String.join(", ", new TreeSet<>(operations)));
    }

    String create() {
        return "CREATE PUBLICATION " + Sql.identifier(name) + " FOR TABLE " + list(tables) + " WITH (" + options()
                + ")";
    }

    static String list(List<WantedTable> tables) {
        return tables.stream().map(WantedTable::sql).collect(Collectors.joining(", "));
    }
}
