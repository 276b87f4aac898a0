package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.value.PgType;
import dev.leat.capture.postgres.value.TypeCatalog;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers the types that were asked for. For one it does not know it opens a session of its own for a moment: a session
 * that is kept for the next new type would be idle for months.
 *
 * <p>Thread-safe. What was altered is seen by {@link #reload}.
 */
public final class CachedTypes implements TypeCatalog {

    private final Login login;
    private final String applicationName;
    private final Map<Integer, PgType> types = new HashMap<>();
    private final AtomicInteger version = new AtomicInteger();

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
        return types.containsKey(oid) ? Optional.ofNullable(types.get(oid)) : findAnew(oid);
    }

    @Override
    public synchronized Optional<PgType> findAnew(int oid) {
        try (Connection session = Session.open(login, applicationName)) {
            read(session, Set.of(oid));
        } catch (SQLException e) {
            throw Failure.of("cannot read the type with OID " + Integer.toUnsignedString(oid) + " of " + login, e);
        }
        return Optional.ofNullable(types.get(oid));
    }

    /** Reads all types anew that are remembered; one that is gone stays: the stream may be behind. */
    public synchronized void reload(Connection session) throws SQLException {
        read(session, new HashSet<>(types.keySet()));
    }

    private void read(Connection session, Set<Integer> oids) throws SQLException {
        boolean differs = false;
        for (Map.Entry<Integer, PgType> found : new Types(session).read(oids).entrySet()) {
            PgType known = types.put(found.getKey(), found.getValue());
            differs |= known != null && !known.equals(found.getValue());
        }
        if (differs) {
            version.incrementAndGet();
        }
    }

    /** Rises whenever a type that was remembered was found to be defined otherwise. */
    public int version() {
        return version.get();
    }
}
