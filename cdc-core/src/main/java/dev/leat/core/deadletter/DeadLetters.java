package dev.leat.core.deadletter;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.RejectedChange;
import dev.leat.core.engine.decision.Retry;
import java.util.Collection;
import java.util.List;

/** Where a running pipeline keeps what its sinks refuse. Thread-safe; what a method changes is durable when it returns. */
public interface DeadLetters {
    /**
     * Keeps these changes. One that is there already, because it was delivered again or written again, is refused once more;
     * a row that was read counts as the letters of its key.
     *
     * @param sink the sink's name
     * @param epoch of the run
     * @param batch whose changes they are
     * @throws dev.leat.api.CdcException REJECTED when there is no room; SETUP when they can't be written
     */
    void add(String sink, long epoch, ChangeBatch batch, List<RejectedChange> refused);

    /** Forgets these letters. */
    void remove(Collection<Long> ids);

    /** How many there are. */
    int count();

    /**
     * The letters of a sink that are to be written again.
     *
     * @param sink its name and its index among the pipeline's
     * @param tables what the pipeline leads now; letters of other tables, and of tables whose columns are others now, stay
     */
    Wished wished(SinkRef sink, List<TableSchema> tables);

    /**
     * What is to be written again.
     *
     * @param retries what can be
     * @param left how many can't: their table is not led now, or has other columns
     */
    record Wished(List<Retry> retries, int left) {}

    /**
     * A sink.
     *
     * @param index among the pipeline's
     * @param keyed whether it finds rows by key
     */
    record SinkRef(String name, int index, boolean keyed) {}
}
