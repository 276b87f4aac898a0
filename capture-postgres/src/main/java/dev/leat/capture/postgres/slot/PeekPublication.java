package dev.leat.capture.postgres.slot;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A publication for somebody who looks. The server drops a temporary slot by itself, but has no temporary publications: one
 * stays behind when its process is killed.
 *
 * <p>While it is in use, the session that streams holds an advisory lock on its name, taken before the publication is there.
 * One whose lock is free is nobody's any more.
 */
public final class PeekPublication implements AutoCloseable {
    private static final String PREFIX = "leat_peek_";

    /** Of the session's database, as the locks are. A slot of the same name means a reader, whatever its version locks. */
    private static final String LEFT_BEHIND = """
            SELECT p.pubname
              FROM pg_publication p
             WHERE starts_with(p.pubname::text, 'leat_peek_')
               AND pg_has_role(p.pubowner, 'USAGE')
               AND NOT EXISTS (SELECT FROM pg_replication_slots s WHERE s.slot_name = p.pubname)
             ORDER BY p.pubname
            """;

    private final Login login;
    private final String applicationName;
    private final String name;

    private PeekPublication(Login login, String applicationName, String name) {
        this.login = login;
        this.applicationName = applicationName;
        this.name = name;
    }

    /** A name that nobody else uses. */
    public static String newName() {
        return PREFIX + UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * Creates it.
     *
     * @param session to create it with
     * @param reader the session that will stream, and whose end makes the publication nobody's
     * @param wanted under {@link #newName}
     */
    public static PeekPublication create(
            Connection session, Connection reader, WantedPublication wanted, Login login, String applicationName)
            throws SQLException {
        try (Statement statement = reader.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + lockKey(Sql.literal(wanted.name())) + ")");
        }
        new PublicationSetup(wanted).prepare(session);
        return new PeekPublication(login, applicationName, wanted.name());
    }

    /** The names of those that nobody uses any more and that the session's role may drop. */
    public static List<String> leftBehind(Connection session) throws SQLException {
        List<String> free = new ArrayList<>();
        for (String name : unread(session)) {
            if (lock(session, name)) {
                unlock(session, name);
                free.add(name);
            }
        }
        return free;
    }

    /** Drops {@link #leftBehind}. */
    public static void dropLeftBehind(Connection session) throws SQLException {
        for (String name : unread(session)) {
            if (lock(session, name)) {
                try {
                    drop(session, name);
                } finally {
                    unlock(session, name);
                }
            }
        }
    }

    private static List<String> unread(Connection session) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(LEFT_BEHIND)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static boolean lock(Connection session, String name) throws SQLException {
        return ask(session, "pg_try_advisory_lock", name);
    }

    private static void unlock(Connection session, String name) throws SQLException {
        ask(session, "pg_advisory_unlock", name);
    }

    private static boolean ask(Connection session, String function, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT " + function + "(" + lockKey("?") + ")")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static String lockKey(String name) {
        return "hashtextextended(" + name + ", 0)";
    }

    private static void drop(Connection session, String name) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("DROP PUBLICATION IF EXISTS " + Sql.identifier(name));
        }
    }

    /** Drops it. */
    @Override
    public void close() throws SQLException {
        try (Connection session = Session.openForSetup(login, applicationName)) {
            drop(session, name);
        }
    }
}
