package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.binlog.SchemaResolver.Resolved;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.log.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables whose changes are wanted. Called by the thread that reads the stream; may ask the server. */
public interface StreamTables extends AutoCloseable {
    /**
     * As {@link SchemaResolver#resolve}.
     *
     * @param at where the group of events begins that the table map stands in
     * @param begun where the transaction begins that is delivered: there, or behind it if it was prepared before
     * @throws dev.leat.api.CdcException GAP or SETUP if it cannot be told which columns the table had there
     */
    @Nullable
    Resolved resolve(TableMapEvent map, Place at, Place begun);

    /**
     * The stream has come to a statement that is no change of rows.
     *
     * @param end the place behind it
     */
    void passed(String statement, Place end);

    /** The schema that the table's rows had last; null if it is not captured. */
    @Nullable
    TableSchema latest(TableId table);

    /**
     * Rows of those of the tables that have such a name, or are in a database of such a name, came or went without being logged.
     *
     * @param names in lower case
     */
    void rowsUnlogged(Set<String> names);

    /** Reads the catalog now. */
    CatalogLook look();

    /** Ends what is asked of the server, which may take long otherwise. From any thread. */
    @Override
    void close();
}
