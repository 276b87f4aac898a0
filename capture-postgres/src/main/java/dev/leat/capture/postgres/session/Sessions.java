package dev.leat.capture.postgres.session;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens sessions that all see the same server. */
@FunctionalInterface
public interface Sessions {
    /**
     * Opens an ordinary session. The caller closes it.
     *
     * @throws dev.leat.api.CdcException SOURCE_CHANGED if it would see another server than the sessions before
     */
    Connection open() throws SQLException;
}
