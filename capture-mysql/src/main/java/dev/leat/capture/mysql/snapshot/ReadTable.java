package dev.leat.capture.mysql.snapshot;

import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.value.WireColumn;
import java.util.List;

/**
 * A table as it is read.
 *
 * @param schema of the rows; the same instance as the stream's rows have as long as the columns are the same
 * @param columns for each column of the schema, how the log would carry it: the rows that are read have the same bytes
 */
public record ReadTable(TableSchema schema, List<WireColumn> columns) {
    /** Copies the list. */
    public ReadTable {
        columns = List.copyOf(columns);
    }

    /** The same at a revision. */
    public ReadTable at(Revision revision) {
        return schema.revision().equals(revision) ? this : new ReadTable(schema.at(revision), columns);
    }
}
