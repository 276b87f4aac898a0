package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables whose changes are wanted. Called by the thread that reads the stream; may ask the server. */
public interface StreamTables extends SchemaResolver {
    /** The schema that the table's rows had last; null if it is not captured. */
    @Nullable
    TableSchema latest(TableId table);

    /**
     * Rows of those of the tables that have such a name, or are in a database of such a name, came or went without being logged.
     *
     * @param names in lower case
     */
    void rowsUnlogged(Set<String> names);

    /** Reads the catalog now. */
    CatalogLook look();
}
