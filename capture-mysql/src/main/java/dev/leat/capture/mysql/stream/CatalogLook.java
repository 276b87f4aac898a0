package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.log.Place;
import java.util.List;

/**
 * What the catalog says of the captured tables: of a table that was altered and not written since, the log says nothing.
 *
 * @param from where the log was before the catalog was read: what the log announces behind it may be newer
 * @param to where the log was after that: what is before it is not newer
 * @param tables the tables that exist and can be led
 */
public record CatalogLook(Place from, Place to, List<TableSchema> tables) {
    /** Copies the list. */
    public CatalogLook {
        tables = List.copyOf(tables);
    }
}
