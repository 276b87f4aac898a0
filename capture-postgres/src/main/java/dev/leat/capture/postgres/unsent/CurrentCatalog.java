package dev.leat.capture.postgres.unsent;

import dev.leat.api.schema.Revision;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.ColumnCatalog;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads columns, types and traces over a session that it opens for a moment. Thread-safe. */
public final class CurrentCatalog implements ColumnCatalog {
    private final Login login;
    private final String applicationName;
    private final CachedTypes types;
    private final UnsentChanges unsent;

    /**
     * @param types are read anew, too
     * @param unsent looks, too
     */
    public CurrentCatalog(Login login, String applicationName, CachedTypes types, UnsentChanges unsent) {
        this.login = login;
        this.applicationName = applicationName;
        this.types = types;
        this.unsent = unsent;
    }

    @Override
    public Map<Integer, List<TableColumn>> read(Collection<Integer> oids) {
        try (Connection session = Session.open(login, applicationName)) {
            types.reload(session);
            unsent.look(session, oids);
            return new Tables(session).columns(oids);
        } catch (SQLException e) {
            throw Failure.of("cannot read the catalog of " + login, e);
        }
    }

    @Override
    public Revision revision(int oid) {
        return unsent.revision(oid);
    }

    @Override
    public int version() {
        return types.version() + unsent.version();
    }
}
