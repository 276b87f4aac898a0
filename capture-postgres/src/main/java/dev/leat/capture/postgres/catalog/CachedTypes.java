package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.value.PgType;
import dev.leat.capture.postgres.value.TypeCatalog;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the types that were asked for. For one it does not know it opens a session of its own for a moment: a session
 * that is kept for the next new type would be idle for months.
 *
 * <p>Thread-safe. A composite or enum that was altered is read anew after {@link #forget}.
 */
public final class CachedTypes implements TypeCatalog {

    private final Login login;
    private final String applicationName;
    private final Map<Integer, PgType> types = new HashMap<>();

    public CachedTypes(Login login, String applicationName) {
        this.login = login;
        this.applicationName = applicationName;
    }

    /**
     * Finds a type.
     *
     * @throws dev.leat.api.CdcException if the server cannot be asked
     */
    @Override
    public synchronized Optional<PgType> find(int oid) {
        if (!types.containsKey(oid)) {
            try (Connection session = Session.open(login, applicationName)) {
                load(session, List.of(oid));
            } catch (SQLException e) {
                throw Failure.of("cannot read the type with OID " + Integer.toUnsignedString(oid) + " of " + login, e);
            }
        }
        return Optional.ofNullable(types.get(oid));
    }

    /** Reads these types over a session that is open anyway. */
    public synchronized void load(Connection session, Collection<Integer> oids) throws SQLException {
        types.putAll(new Types(session).read(oids));
    }

    /** Forgets all types: something was altered. */
    public synchronized void forget() {
        types.clear();
    }
}
