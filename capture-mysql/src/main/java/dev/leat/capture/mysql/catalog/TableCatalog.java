package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import java.sql.SQLException;
import java.util.Optional;

/** The catalog as it is now. Called rarely, by any thread; asks the server. */
@FunctionalInterface
public interface TableCatalog {
    /**
     * The table with exactly this name; empty if there is none.
     *
     * @throws dev.leat.api.CdcException if the server cannot be asked
     */
    Optional<TableDefinition> read(TableId table);

    /** Over a session of its own for each question. */
    static TableCatalog over(Login login) {
        CollationNumbers collations = new CollationNumbers();
        return table -> {
            try (Session session = Session.open(login)) {
                return new Tables(session, collations).findDefinition(table);
            } catch (SQLException failure) {
                throw Failure.of("cannot read what the catalog of " + login.url() + " says of " + table, failure);
            }
        };
    }
}
