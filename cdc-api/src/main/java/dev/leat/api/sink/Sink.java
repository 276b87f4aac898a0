package dev.leat.api.sink;

import dev.leat.api.Belonging;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;
import java.util.Optional;

/**
 * Writes one target. All methods but {@link #openWriter}'s result are called by one control thread; each may connect, and
 * a CONNECTION failure makes the engine call again later. What a method stores is durable when it returns.
 *
 * <p>Order of calls: {@link #open}, {@link #connect}, {@link #claim}, {@link #seedState} for each table, {@link #marks}, then writers and the
 * rest as seeding and streaming need it.
 */
public interface Sink extends AutoCloseable {
    /**
     * Checks that the selected tables can be told apart in the target, before anything is read or written there. No I/O.
     *
     * @throws dev.leat.api.CdcException CONFIG when a name is not allowed by the target or two tables would share one
     */
    void open(SourceTables tables);

    /**
     * Makes the first contact: reaches the target and checks everything that can be checked without changing it, so that a
     * wrong password or address ends the start before the source was touched. Called after {@link #open}.
     */
    default void connect() {}

    /**
     * Takes ownership: durably raises the term in the target and, where the target can, keeps writers of a lower term from
     * writing. Called once per start, after the capture holds its own lock and before anything else is read or written.
     *
     * @param owner names the claiming process, for messages
     * @return the new term
     */
    long claim(String owner);

    /** Whether the table's existing rows are there; asked before any snapshot is requested. */
    SeedState seedState(TableId table);

    /** The marks that were stored last for this pipeline and sink; empty when there are none. */
    Optional<Marks> marks();

    /**
     * Begins to seed a table, or goes on with the unfinished seeding. No write of the table is under way.
     *
     * @param anew true: start the next generation whatever there is; false: go on if one is unfinished
     * @return the generation that every write of this table stamps from now on
     */
    int beginSeed(TableSchema table, boolean anew);

    /**
     * Stores how far the seeding is. A save for a generation that is not the current one is refused with INTERNAL.
     *
     * @param progress to be returned by {@link #seedState} as it is
     */
    void saveProgress(TableId table, int generation, String progress);

    /**
     * States durably that the table is seeded; rows of older generations are gone when it returns. No write of the table is
     * under way. Idempotent.
     */
    void completeSeed(TableSchema table, int generation, SourceIdentity source);

    /**
     * The columns of a table changed: rows that are written from now on have the new ones. No write of the sink is under way;
     * all rows that had the old columns are written. Called again after a crash or a reconnect, so it is idempotent.
     *
     * <p>By default a sink needs all rows once more when values changed, and one whose rows are found by key when columns are gone
     * from them.
     *
     * @return what the sink needs. With {@link SchemaAnswer#NEW_GENERATION} the engine calls {@link #beginSeed} before the
     *     next write; where the pipeline seeds nothing, it counts as {@link SchemaAnswer#DONE}
     */
    default SchemaAnswer changeSchema(SchemaChange change) {
        boolean keepsRemoved = isKeyed() && !change.removed().isEmpty();
        return change.changesValues() || keepsRemoved ? SchemaAnswer.READ_AGAIN : SchemaAnswer.DONE;
    }

    /** Stores the marks. Called before a position is confirmed to the source, at most once per status interval. */
    void storeMarks(Marks marks);

    /**
     * Opens the writer of a lane; called by the lane's own thread, at first and after each failed write. Where the target
     * has no versions, no write of an earlier writer of this lane may take effect after this returns.
     *
     * @param lane from 0
     */
    SinkWriter openWriter(int lane);

    /**
     * Whether an update may leave columns unchanged. Otherwise the engine reads the row, and all sinks of the pipeline get it as a
     * {@link dev.leat.api.change.Operation#READ} in place of the update.
     */
    default boolean acceptsPartial() {
        return false;
    }

    /** Whether rows are found by key; such a sink can't hold a table without one. */
    default boolean isKeyed() {
        return true;
    }

    /**
     * Whether {@link dev.leat.api.change.Operation#MESSAGE}s are written, too. By default the engine hands none to the sink, and
     * never any to one that is keyed: a message has no key. Asked once, before {@link #open}; a pipeline whose source was asked
     * for messages does not start when none of its sinks takes them.
     */
    default boolean takesMessages() {
        return false;
    }

    /** What would keep the sink from working, with its remedy. Changes nothing. */
    default List<Finding> check() {
        return List.of();
    }

    /**
     * What the sink keeps in the target beside the rows, in the order in which it is to be removed. Asked instead of all
     * else, by {@code leat teardown}, while no process runs the pipeline. Connects; changes nothing by itself. The rows
     * stay, and count as unseeded afterwards.
     */
    default List<Belonging> belongings() {
        return List.of();
    }

    /** Closes all connections. Idempotent; any thread. */
    @Override
    void close();
}
