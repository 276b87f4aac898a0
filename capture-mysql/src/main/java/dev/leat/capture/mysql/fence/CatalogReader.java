package dev.leat.capture.mysql.fence;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.log.Place;
import java.util.Collection;
import java.util.List;

/** Reads the catalog at a known place of the log. */
@FunctionalInterface
interface CatalogReader {
    /**
     * Those of the tables that exist.
     *
     * @throws dev.leat.api.CdcException if the server cannot be asked
     */
    Look read(Collection<TableId> tables);

    /**
     * What the catalog said.
     *
     * @param end every statement that had altered one of the tables stands before it in the log
     */
    record Look(List<TableDefinition> tables, Place end) {
        public Look {
            tables = List.copyOf(tables);
        }
    }
}
