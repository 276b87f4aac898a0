package dev.leat.capture.postgres.catalog;

import dev.leat.api.schema.Revision;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The catalog as it is now, of columns and of their types. Called rarely, by any thread; asks the server. */
public interface ColumnCatalog {
    /**
     * The columns of the tables with these OIDs, tables that do not exist left out. The types of all columns are read anew
     * with them, and whether rows of the tables changed without being sent.
     *
     * @throws dev.leat.api.CdcException if the server cannot be asked
     */
    Map<Integer, List<TableColumn>> read(Collection<Integer> oids);

    /** How often rows of the table with this OID changed without being sent, by what was read last. */
    Revision revision(int oid);

    /** Changes whenever a type was found to be defined otherwise than before, or a table to have another revision. */
    int version();
}
