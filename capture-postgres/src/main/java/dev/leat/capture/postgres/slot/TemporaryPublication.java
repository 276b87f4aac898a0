package dev.leat.capture.postgres.slot;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A publication for somebody who looks. The server drops a temporary slot by itself, but has no temporary publications. */
public final class TemporaryPublication implements AutoCloseable {
    private final Login login;
    private final String applicationName;
    private final String name;

    private TemporaryPublication(Login login, String applicationName, String name) {
        this.login = login;
        this.applicationName = applicationName;
        this.name = name;
    }

    /**
     * Creates it.
     *
     * @param wanted under a name that nobody else uses
     */
    public static TemporaryPublication create(
            Connection session, WantedPublication wanted, Login login, String applicationName) throws SQLException {
        new PublicationSetup(wanted).prepare(session);
        return new TemporaryPublication(login, applicationName, wanted.name());
    }

    /** Drops it. */
    @Override
    public void close() throws SQLException {
        try (Connection session = Session.open(login, applicationName);
                Statement statement = session.createStatement()) {
            statement.execute("DROP PUBLICATION IF EXISTS " + Sql.identifier(name));
        }
    }
}
