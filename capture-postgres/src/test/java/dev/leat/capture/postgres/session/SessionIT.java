package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.capture.postgres.wire.ReplicationConnection;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionIT {
    private static final Map<String, String> PINNED = Map.of(
            "TimeZone", "UTC",
            "IntervalStyle", "postgres",
            "bytea_output", "hex",
            "extra_float_digits", "1",
            "standard_conforming_strings", "on",
            "search_path", "pg_catalog",
            "statement_timeout", "0",
            "idle_in_transaction_session_timeout", "0",
            "idle_session_timeout", "0");

    private TestDatabase database;

    @BeforeEach
    void createDatabaseWithOddSettings() {
        database = PostgresServer.shared().createDatabase();
        for (String setting : new String[] {
            "TimeZone = 'Asia/Kathmandu'",
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'iso_8601'",
            "bytea_output = 'escape'",
            "extra_float_digits = -5",
            "standard_conforming_strings = off",
            "search_path = public",
            "statement_timeout = '7min'",
            "idle_in_transaction_session_timeout = '7min'",
            "idle_session_timeout = '7min'"
        }) {
            PostgresServer.shared().execute("ALTER DATABASE " + database.name() + " SET " + setting);
        }
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private Login login() {
        return Login.of(PostgresUrl.parse(database.leatUrl()), null, null, null);
    }

    @Test // P9
    void readsValuesTheSameWayWhateverTheDatabaseHasSet() throws Exception {
        try (Connection session = Session.open(login(), "leat test");
                Connection rows = Session.openForRows(login(), "leat test");
                Connection setup = Session.openForSetup(login(), "leat test");
                ReplicationConnection replication = ReplicationConnection.open(login(), "leat test")) {
            assertThat(session.getNetworkTimeout()).as("ms; G20").isEqualTo(30_000);
            assertThat(rows.getNetworkTimeout()).isEqualTo(300_000);
            assertThat(setup.getNetworkTimeout()).isEqualTo(300_000);
            assertPinned(session);
            assertPinned(rows);
            assertPinned(setup);
            assertPinned(replication.jdbc());
            assertThat(settings(setup))
                    .containsEntry("lock_timeout", "10s")
                    .containsEntry("synchronous_commit", "local");
            assertThat(settings(session)).containsEntry("synchronous_commit", "on");
            assertThat(settings(session)).containsEntry("application_name", "leat test");
        }
    }

    private static void assertPinned(Connection session) throws SQLException {
        Map<String, String> settings = settings(session);
        assertThat(settings).containsAllEntriesOf(PINNED);
        assertThat(settings.get("DateStyle")).startsWith("ISO, ");
        if (settings.containsKey("transaction_timeout")) {
            assertThat(settings).containsEntry("transaction_timeout", "0");
        }
    }

    private static Map<String, String> settings(Connection session) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT name, current_setting(name) FROM pg_catalog.pg_settings")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }

    @Test
    void failsRatherThanReadingOnlyTheRowsThatAPolicyShows() throws SQLException {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE TABLE public.t (a int)");
            statement.execute("ALTER TABLE public.t ENABLE ROW LEVEL SECURITY");
            statement.execute("GRANT SELECT ON public.t TO leat");
        }

        try (Connection session = Session.open(login(), "leat test");
                Statement statement = session.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM public.t"))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("42501");
        }
    }

    @Test // D5, T16
    void quotesWhatTheServerReadsBackUnchanged() throws SQLException {
        try (Connection session = Session.open(login(), "leat test");
                Statement statement = session.createStatement()) {
            for (String text : new String[] {
                "", "it's", "a\\", "\\'", "\"", "'; DROP TABLE t; --", "é\u0001\n\t", "\uD83D\uDE00", "$$", "E'"
            }) {
                for (String conforming : new String[] {"on", "off"}) {
                    statement.execute("SET standard_conforming_strings = " + conforming);
                    String sql = text.isEmpty()
                            ? "SELECT " + Sql.literal(text) + ", ''"
                            : "SELECT " + Sql.literal(text) + ", x.* FROM (SELECT 1 AS " + Sql.identifier(text) + ") x";
                    try (ResultSet row = statement.executeQuery(sql)) {
                        row.next();
                        assertThat(row.getString(1)).isEqualTo(text);
                        if (!text.isEmpty()) {
                            assertThat(row.getMetaData().getColumnName(2)).isEqualTo(text);
                        }
                    }
                }
            }
        }
    }
}
