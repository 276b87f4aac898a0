package dev.leat.capture.mysql.snapshot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import java.sql.SQLException;

/** The tables that are captured. Thread-safe. */
public interface SnapshotTables {
    /**
     * The table as the catalog has it now.
     *
     * @param session asked for the catalog
     * @throws dev.leat.api.CdcException SETUP if a column that is needed is gone or can't be led, GAP if the table is
     */
    ReadTable describe(TableId table, Session session) throws SQLException;
}
