package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.log.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the catalog said, until the stream has come to the place where that holds. Single-threaded. */
final class Announcements {
    private final Map<TableId, Resolved> resolved = new HashMap<>();
    private @Nullable CatalogLook pending;

    /** What the log told last of a table's columns, and where. */
    private record Resolved(Place at, TableSchema schema) {}

    /** The log tells, at this place, which columns a table has. */
    void resolved(TableSchema schema, Place at) {
        resolved.put(schema.table(), new Resolved(at, schema));
    }

    /** From here on this is what the catalog says. */
    void replace(CatalogLook look) {
        pending = look;
    }

    /** Whether something is to be told before anything behind this place. */
    boolean areDue(Place place) {
        CatalogLook look = pending;
        return look != null && look.to().compareTo(place) <= 0;
    }

    /** The tables as the catalog has them, or as the log has told of them since. */
    List<TableSchema> take() {
        CatalogLook look = pending;
        pending = null;
        return look == null
                ? List.of()
                : look.tables().stream().map(table -> newest(table, look)).toList();
    }

    /** Rows may have brought it already: how often rows came or went unlogged is told without any. */
    private TableSchema newest(TableSchema table, CatalogLook look) {
        Resolved told = resolved.get(table.table());
        return told != null && told.at().compareTo(look.from()) >= 0 ? told.schema() : table;
    }
}
