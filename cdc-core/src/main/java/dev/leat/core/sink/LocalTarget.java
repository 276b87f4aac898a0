package dev.leat.core.sink;

import dev.leat.api.Finding;
import dev.leat.api.sink.SinkWriter;
import java.util.List;

/** Where a sink without a server puts changes. */
interface LocalTarget {
    /** Makes sure that changes can be written; called before the first writer is opened. */
    void open();

    /** A writer for one lane; called by the lane's thread. */
    SinkWriter openWriter();

    /** What would keep it from working. */
    default List<Finding> check() {
        return List.of();
    }

    /** Gives up what was opened. Idempotent; any thread. */
    void close();
}
