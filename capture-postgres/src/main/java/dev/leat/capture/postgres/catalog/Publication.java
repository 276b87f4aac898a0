package dev.leat.capture.postgres.catalog;

import dev.leat.api.schema.TableId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_publication} and what it lists.
 *
 * @param isOwned whether the session's role may alter it
 * @param isForAllTables {@code FOR ALL TABLES}
 * @param schemas {@code FOR TABLES IN SCHEMA}; none before version 15
 * @param tables {@code FOR TABLE}, by name
 * @param isViaRoot whether the rows of partitions go by their root's name
 * @param publishesGenerated whether stored generated columns are sent; false before version 18
 */
public record Publication(
        String name,
        boolean isOwned,
        boolean isForAllTables,
        List<String> schemas,
        List<Member> tables,
        boolean publishesInsert,
        boolean publishesUpdate,
        boolean publishesDelete,
        boolean publishesTruncate,
        boolean isViaRoot,
        boolean publishesGenerated) {

    public Publication {
        schemas = List.copyOf(schemas);
        tables = List.copyOf(tables);
    }

    /**
     * A table that the publication lists.
     *
     * @param columns the column list in the order of the table's columns; empty: all columns, later ones too
     * @param rowFilter the expression of its WHERE clause; null: all rows
     */
    public record Member(
            TableId table, List<String> columns, @Nullable String rowFilter) {
        public Member {
            columns = List.copyOf(columns);
        }
    }

    public Optional<Member> find(TableId table) {
        return tables.stream().filter(member -> member.table().equals(table)).findFirst();
    }
}
