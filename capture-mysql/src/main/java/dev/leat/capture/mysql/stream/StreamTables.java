package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import org.jspecify.annotations.Nullable;

/** The tables whose changes are wanted. Called by the thread that reads the stream; may ask the server. */
public interface StreamTables extends SchemaResolver {
    /** The schema that the table's rows had last; null if it is not captured. */
    @Nullable
    TableSchema latest(TableId table);

    /** Reads the catalog now. */
    CatalogLook look();
}
