package dev.leat.capture.postgres.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The catalog as it is now, of columns and of their types. Called rarely, by any thread; asks the server. */
public interface ColumnCatalog {
    /**
     * The columns of the tables with these OIDs, tables that do not exist left out. The types of all columns are read anew
     * with them.
     *
     * @throws dev.leat.api.CdcException if the server cannot be asked
     */
    Map<Integer, List<TableColumn>> read(Collection<Integer> oids);

    /** Changes whenever a type was found to be defined otherwise than before. */
    int typeVersion();
}
