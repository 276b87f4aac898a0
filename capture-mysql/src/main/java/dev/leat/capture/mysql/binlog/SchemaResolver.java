package dev.leat.capture.mysql.binlog;

import dev.leat.api.schema.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the schema of the rows behind a table map. */
@FunctionalInterface
public interface SchemaResolver {
    /**
     * The schema of the table's rows from here on. Called by the thread that reads the stream, once for each different table
     * map and once more for each behind a fence; may ask the server. Where nothing changed it returns the instance of before.
     *
     * <p>The schema may have fewer columns than the table map (a selection). All of its columns are in the map, by name; where
     * the log carries no names, {@link TableMapEvent#withColumns} has brought them from the catalog first.
     *
     * <p>A MariaDB server tells times of its old format ({@code TIME}, {@code DATETIME} and {@code TIMESTAMP}, not those that
     * end in 2) without their fraction digits: a table is to be resolved only if the catalog says that they have none.
     *
     * @return null if the table is not captured: its changes are counted and left out
     */
    @Nullable
    Resolved resolve(TableMapEvent map);

    /**
     * A schema and where its values stand.
     *
     * @param wireColumns for each column of the schema its index in the table map
     */
    record Resolved(TableSchema schema, List<Integer> wireColumns) {}
}
