package dev.leat.acceptance.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables of a load and what one transaction of it does. Used by all clients at once: keeps no state. */
public interface Script {
    /** Makes the tables and their first rows. */
    void create(Connection connection) throws SQLException;

    /** The tables, qualified, the ledger among them. */
    List<String> tables();

    /** The table with key {@code (client, n)} into which every transaction that commits has put its row. */
    String ledger();

    /**
     * Does the statements of one transaction, with autocommit off, the ledger's row included; commits nothing.
     *
     * @return whether to commit; otherwise the caller rolls back
     */
    boolean run(Turn turn) throws SQLException;
}
