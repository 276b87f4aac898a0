package dev.leat.capture.postgres.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.value.JdbcTypeCatalog;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a real server sends. With {@code -Dleat.record=FOLDER} the stream of the scenario is written there. */
class ScenarioIT {
    private static final String RECORD_FOLDER = System.getProperty("leat.record", "");

    /** G8, G10 */
    @Test
    void theLogBringsWhatWasDone() throws SQLException, IOException {
        Scenario scenario = new Scenario();
        try (TestDatabase database = PostgresServer.shared().createDatabase();
                Connection connection = database.connect()) {
            scenario.run(connection);
            Session.pin(connection);

            List<byte[]> messages = MessageFeed.take(connection, Scenario.SLOT, "scenario");

            if (!RECORD_FOLDER.isEmpty()) {
                Recording.write(
                        Path.of(
                                RECORD_FOLDER,
                                Recording.fileOf(database.server().major())),
                        messages);
            }
            assertThat(Scenario.describe(MessageFeed.decode(messages, decoder(connection))))
                    .containsExactlyElementsOf(scenario.changes());
        }
    }

    /** G6, G7: a savepoint is rolled back inside a transaction that does not fit into the server's memory. */
    @Test
    void onlyWhatWasKeptOfALargeTransactionArrives() throws SQLException {
        try (TestDatabase database = PostgresServer.shared().createDatabase();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
            statement.execute("CREATE PUBLICATION p FOR TABLE t");
            statement.execute("SELECT pg_create_logical_replication_slot('" + database.name() + "', 'pgoutput')");
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t SELECT i, repeat('k', 200) FROM generate_series(1, 500) i");
            statement.execute("SAVEPOINT s");
            statement.execute("INSERT INTO t SELECT i, repeat('r', 200) FROM generate_series(1001, 1500) i");
            statement.execute("ROLLBACK TO SAVEPOINT s");
            statement.execute("INSERT INTO t SELECT i, 'k' FROM generate_series(501, 505) i");
            connection.commit();
            connection.setAutoCommit(true);
            Session.pin(connection);
            statement.execute("SET logical_decoding_work_mem = '64kB'");

            List<byte[]> messages = MessageFeed.take(connection, database.name(), "p");

            List<String> changes = Scenario.describe(MessageFeed.decode(messages, decoder(connection)));
            assertThat(changes).hasSize(505).noneMatch(change -> change.contains("rrr"));
            assertThat(changes.get(504)).contains("\"id\":505").endsWith("\"ordinal\":504}");
        }
    }

    private static PgOutputDecoder decoder(Connection connection) {
        return new PgOutputDecoder(
                new RelationCache(new WireSchemas(new TypeResolver(new JdbcTypeCatalog(connection)))));
    }
}
