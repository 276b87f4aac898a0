package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/** Brings what a Relation message does not say: types, nullability, and the order of the key's columns. */
@FunctionalInterface
public interface SchemaResolver {
    /**
     * The schema of the table's rows from here on. Called by the thread that reads the stream, once per table and
     * connection and once more after each change of the table; may ask the server.
     *
     * <p>The schema may have fewer columns than the message (a selection) and more (columns that the server does not
     * send, which then read as unchanged). Every column of its key must be in the message, flagged as key unless the
     * identity is FULL.
     *
     * @return null if the table is not captured: its changes are counted and left out
     */
    @Nullable
    TableSchema resolve(RelationMessage relation);

    /**
     * Called before {@link #resolve} when a captured table is announced again on the same connection: something about it
     * may have changed, also what the message does not show.
     *
     * @param oid of the table, an unsigned number
     */
    default void refresh(int oid) {}

    /** Changes when schemas would come out otherwise although nothing was announced. Read once per transaction. */
    default int version() {
        return 0;
    }
}
