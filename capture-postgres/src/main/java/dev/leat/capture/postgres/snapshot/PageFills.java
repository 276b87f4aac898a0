package dev.leat.capture.postgres.snapshot;

import dev.leat.api.schema.TableId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The pages of all tables. Thread-safe. */
final class PageFills {
    private final Map<TableId, PageFill> tables = new ConcurrentHashMap<>();

    PageFill of(TableId table) {
        return tables.computeIfAbsent(table, each -> new PageFill());
    }
}
