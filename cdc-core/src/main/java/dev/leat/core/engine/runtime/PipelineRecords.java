package dev.leat.core.engine.runtime;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.decision.RowShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pipeline remembers on its own machine besides the capture's cursor: its epoch, a gap, a wish of the operator, dead
 * letters, counters.
 */
public interface PipelineRecords {
    /** The epoch of the last run and the source that it belongs to. */
    record Epoch(long number, SourceIdentity source) {}

    /** What the operator asked to be seeded anew. */
    interface Reseed {
        /** Whether the table is meant. */
        boolean covers(TableId table);

        /** Whether every table is meant. */
        boolean coversAll();
    }

    /**
     * A range of history that is missing.
     *
     * @param tables whose changes are missing; empty: those of every table
     * @param message which range, and what to run
     */
    record Gap(Set<TableId> tables, String message) {
        boolean covers(TableId table) {
            return tables.isEmpty() || tables.contains(table);
        }

        /** Whether the wish seeds everything anew that this one is about. */
        boolean isMendedBy(Reseed wish) {
            return wish.coversAll() || (!tables.isEmpty() && tables.stream().allMatch(wish::covers));
        }
    }

    /** Empty on the first run, and when the folder was lost. */
    Optional<Epoch> epoch();

    /** Durable when it returns. */
    void storeEpoch(Epoch epoch);

    /**
     * Whether the records belong to this source; the first one that asks has them. False: to another one, for which this one
     * may stand in, once everything is seeded anew.
     *
     * @throws dev.leat.api.CdcException SETUP when they belong to one that has nothing to do with it
     */
    boolean belongTo(SourceIdentity source);

    /** From now on they belong to this source. */
    void bind(SourceIdentity source);

    /** The gaps that were found, oldest first; they stay until {@link #reseedBegun()}. */
    List<Gap> gaps();

    /** Durable when it returns. */
    void recordGap(Gap gap);

    /** Where to keep what a sink refuses; empty: a refused change ends the pipeline. The same at each call. */
    default Optional<DeadLetters> deadLetters() {
        return Optional.empty();
    }

    /** What was stored last. */
    default Counts counts() {
        return Counts.NONE;
    }

    /** Durable when it returns; beside the pipeline's other records, on a thread of its own. */
    default void storeCounts(Counts counts) {}

    /** The columns that the rows of all sinks had, as they were stored last; empty on the first run. */
    default Map<TableId, RowShape> settled() {
        return Map.of();
    }

    /** Durable when it returns. */
    default void storeSettled(Map<TableId, RowShape> settled) {}

    /** What the operator asked for and was not begun yet. */
    Optional<Reseed> reseed();

    /** What the wish and the gaps are about was begun anew in every sink: they are over. */
    void reseedBegun();
}
