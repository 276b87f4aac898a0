package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads columns and types over a session that it opens for a moment. Thread-safe. */
public final class CurrentCatalog implements ColumnCatalog {
    private final Login login;
    private final String applicationName;
    private final CachedTypes types;

    /**
     * @param types are read anew, too
     */
    public CurrentCatalog(Login login, String applicationName, CachedTypes types) {
        this.login = login;
        this.applicationName = applicationName;
        this.types = types;
    }

    @Override
    public Map<Integer, List<TableColumn>> read(Collection<Integer> oids) {
        try (Connection session = Session.open(login, applicationName)) {
            types.reload(session);
            return new Tables(session).columns(oids);
        } catch (SQLException e) {
            throw Failure.of("cannot read the catalog of " + login, e);
        }
    }

    @Override
    public int typeVersion() {
        return types.version();
    }
}
