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
    private final Map<TableId, Place> resolved = new HashMap<>();
    private @Nullable CatalogLook pending;

    /** The log tells, at this place, which columns a table has. */
    void resolved(TableId table, Place at) {
        resolved.put(table, at);
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

    /** The tables of which the log has told nothing newer. */
    List<TableSchema> take() {
        CatalogLook look = pending;
        pending = null;
        return look == null
                ? List.of()
                : look.tables().stream()
                        .filter(table -> !isNewer(table.table(), look))
                        .toList();
    }

    private boolean isNewer(TableId table, CatalogLook look) {
        Place at = resolved.get(table);
        return at != null && at.compareTo(look.from()) >= 0;
    }
}
