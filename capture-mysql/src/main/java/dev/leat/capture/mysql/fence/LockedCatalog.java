package dev.leat.capture.mysql.fence;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.catalog.CollationNumbers;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.Tables;
import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the catalog while nobody can alter the tables: a transaction that has named a table keeps it as it is until it ends. A statement
 * that altered it before holds it until it is in the log.
 */
record LockedCatalog(Login login, CollationNumbers collations) implements CatalogReader {
    /** So long it waits for a statement that alters a table; behind it others wait meanwhile. */
    private static final int MAX_WAIT_SECONDS = 3;

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int NO_SUCH_TABLE = 1146;

    LockedCatalog(Login login) {
        this(login, new CollationNumbers());
    }

    @Override
    public Look read(Collection<TableId> tables) {
        try (Session session = Session.open(login)) {
            session.execute("SET SESSION lock_wait_timeout = " + MAX_WAIT_SECONDS, "START TRANSACTION");
            Set<TableId> held = new HashSet<>();
            for (TableId table : tables) {
                if (hold(session, table)) {
                    held.add(table);
                }
            }
            Tables catalog = new Tables(session, collations);
            List<Table> found = catalog.all().stream()
                    .filter(table -> held.contains(table.id()))
                    .toList();
            List<TableDefinition> definitions = catalog.define(found);
            Look look = new Look(definitions, LogEnd.read(session));
            session.execute("COMMIT"); // without a failure they were held until now
            return look;
        } catch (SQLException failure) {
            throw Failure.of("cannot read the catalog as " + login, failure);
        }
    }

    /** False if there is no such table. */
    private static boolean hold(Session session, TableId table) throws SQLException {
        try {
            session.execute("SELECT 1 FROM " + Sql.qualified(table) + " LIMIT 0");
            return true;
        } catch (SQLException failure) {
            if (failure.getErrorCode() == NO_SUCH_TABLE) {
                return false;
            }
            if (failure.getErrorCode() == LOCK_WAIT_TIMEOUT) {
                throw new CdcException(
                        ErrorKind.CONNECTION,
                        "a statement that alters " + table + " has not ended for " + MAX_WAIT_SECONDS
                                + " s: its columns cannot be read before",
                        failure);
            }
            throw failure;
        }
    }
}
