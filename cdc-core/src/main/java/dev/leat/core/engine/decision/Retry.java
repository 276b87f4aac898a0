package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter that is to be written again.
 *
 * @param letter its number
 * @param sink the index of the sink that refused it
 * @param key whose row is read again from the source, for a sink that finds rows by key
 * @param change the change itself, alone in its batch, for a sink that appends
 */
public record Retry(
        long letter,
        int sink,
        @Nullable RowKey key,
        @Nullable ChangeBatch change) {}
