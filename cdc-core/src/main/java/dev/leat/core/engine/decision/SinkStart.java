package dev.leat.core.engine.decision;

import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import java.util.Map;
import java.util.Optional;

/**
 * What a sink said when the pipeline started.
 *
 * @param name as in the file
 * @param acceptsPartial whether an update may leave columns unchanged
 * @param keyed whether rows are found by key
 * @param takesMessages whether messages are written, too; never a keyed sink
 * @param schemaChanges what a change of a table's columns means
 * @param states one per selected table
 * @param marks what was stored last
 */
public record SinkStart(
        String name,
        boolean acceptsPartial,
        boolean keyed,
        boolean takesMessages,
        SchemaPolicy schemaChanges,
        Map<TableId, SeedState> states,
        Optional<Marks> marks) {
    /** Copies the map. */
    public SinkStart {
        states = Map.copyOf(states);
    }
}
