package dev.leat.core.deadletter;

import dev.leat.api.schema.TableId;
import java.time.Instant;

/**
 * A change that a target refused.
 *
 * @param id its number in the pipeline
 * @param sink the name of the sink that refused it
 * @param table whose change it is
 * @param operation what it does, as in JSON
 * @param key the key's text; a value, so not for lists and logs
 * @param reason what the target said last
 * @param place where it stands in the source's history
 * @param attempts how often it was refused
 * @param first when it was refused first
 * @param last when it was refused last
 * @param retry whether the next run is to write it again
 * @param json the change as one JSON object; empty when its bytes can't be read
 * @param change what is needed to write it again
 */
public record DeadLetter(
        long id,
        String sink,
        TableId table,
        String operation,
        String key,
        String reason,
        Place place,
        int attempts,
        Instant first,
        Instant last,
        boolean retry,
        String json,
        StoredChange change) {
    /**
     * A change's version, which stays the same when it is delivered again.
     *
     * @param epoch of the run that delivered it
     * @param sequence of its transaction
     * @param ordinal in the transaction
     */
    public record Place(long epoch, long sequence, int ordinal) {}

    DeadLetter again(String newReason, Instant now) {
        return new DeadLetter(
                id, sink, table, operation, key, newReason, place, attempts + 1, first, now, false, json, change);
    }

    DeadLetter wished() {
        return new DeadLetter(
                id, sink, table, operation, key, reason, place, attempts, first, last, true, json, change);
    }

    @Override
    public String toString() {
        return "DeadLetter[" + id + " of " + table + " in " + sink + "]";
    }
}
