package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the role that captures needs: each right is named when it is missing, and no other one is needed. */
final class LeastPrivilegeIT {
    private static final TableId ITEMS = new TableId("shop", "items");
    private static final TableId ORDERS = new TableId("shop", "orders");

    private final MemorySink target = new MemorySink();
    private TestDatabase database;
    private String role;
    private TestCapture capture;

    /**
     * A role that may do nothing but log in, not even what everybody may, with the settings of a careful administrator, and
     * tables of somebody else.
     */
    @BeforeEach
    void createRole() throws SQLException {
        database = PostgresServer.shared().createDatabase();
        role = "capturer_" + database.name();
        asSuperuser(
                "REVOKE ALL ON DATABASE " + database.name() + " FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "REVOKE ALL ON FUNCTION pg_control_system() FROM PUBLIC",
                "CREATE ROLE " + role + " LOGIN PASSWORD '" + PostgresServer.PASSWORD + "'",
                "ALTER ROLE " + role + " SET default_transaction_read_only = on",
                "ALTER ROLE " + role + " SET lock_timeout = '1ms'",
                "ALTER ROLE " + role + " SET idle_in_transaction_session_timeout = '1ms'",
                "ALTER ROLE " + role + " SET statement_timeout = '2s'");
        database.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.items (id int PRIMARY KEY, name text)",
                "CREATE TABLE shop.orders (id int PRIMARY KEY, item int) PARTITION BY RANGE (id)",
                "CREATE TABLE shop.orders_1 PARTITION OF shop.orders FOR VALUES FROM (0) TO (1000)",
                "INSERT INTO shop.items SELECT i, 'item ' || i FROM generate_series(1, 2000) i",
                "INSERT INTO shop.orders SELECT i, i FROM generate_series(1, 100) i");
        capture = TestCapture.of(database).option("url", url()).include("shop", "*");
    }

    private String url() {
        return "postgresql://" + role + ":" + URLEncoder.encode(PostgresServer.PASSWORD, UTF_8) + "@127.0.0.1:"
                + database.server().port() + "/" + database.name();
    }

    @AfterEach
    void dropRole() throws SQLException {
        capture.close();
        asSuperuser("DROP OWNED BY " + role + " CASCADE");
        database.close();
        PostgresServer.shared().execute("DROP ROLE " + role);
    }

    @Test
    @Provokes({"replication-privilege", "select-privilege", "table-ownership"})
    void namesEveryRightThatIsMissingWithTheCommandThatGrantsIt() throws SQLException {
        assertMissing(
                ErrorKind.SETUP,
                "permission denied for database",
                "GRANT CONNECT ON DATABASE \"" + database.name() + "\" TO \"" + role + "\"");
        assertMissing(
                ErrorKind.SETUP, "role " + role + " may not replicate", "ALTER ROLE \"" + role + "\" REPLICATION");
        String usage = "GRANT USAGE ON SCHEMA \"shop\" TO \"" + role + "\"; ";
        assertMissing(
                ErrorKind.CONFIG,
                "the role may not read shop.items",
                usage + "GRANT SELECT ON \"shop\".\"items\" TO \"" + role + "\"");
        assertMissing(
                ErrorKind.CONFIG,
                "the role may not read shop.orders",
                usage + "GRANT SELECT ON \"shop\".\"orders\" TO \"" + role + "\"");
        assertMissing(
                ErrorKind.SETUP,
                "role " + role + " does not own shop.items, shop.orders and so may not publish them",
                publicationOfTheOwner());

        assertThat(capture.concerns()).isEmpty();
        capture.live();
    }

    /** The start and the check say it, and what they say helps. */
    private void assertMissing(ErrorKind kind, String message, String sql) throws SQLException {
        List<Finding> findings = capture.capture().check();
        CdcException refusal = capture.refusal();
        capture.close();

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(finding.message()).contains(message);
            assertThat(finding.remedy()).startsWith("run").endsWith(": " + sql);
        });
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal).hasMessageContaining(message).hasMessageContaining(sql);
        asSuperuser(sql);
    }

    private String publicationOfTheOwner() {
        return "CREATE PUBLICATION \"leat_test\" FOR TABLE ONLY \"shop\".\"items\", \"shop\".\"orders\" WITH (publish ="
                + " 'delete, insert, truncate, update', publish_via_partition_root = true"
                + (PostgresServer.shared().major() >= 18 ? ", publish_generated_columns = stored)" : ")");
    }

    @Test
    void readingAndReplicatingIsEnoughWhenTheOwnerPublishes() throws SQLException {
        grantWhatIsNeeded();
        database.execute(publicationOfTheOwner());

        assertWholeWayWorks();
    }

    @Test
    void aPublicationThatTheFileNamesIsUsedAsItIs() throws SQLException {
        grantWhatIsNeeded();
        database.execute("CREATE PUBLICATION prepared FOR TABLE shop.items, shop.orders"
                + " WITH (publish_via_partition_root = true)");
        capture.option("publication", "prepared");

        assertWholeWayWorks();
    }

    @Test
    @Provokes("publication-privilege")
    void whoOwnsTheTablesNeedsCreateInTheDatabaseToPublishThem() throws SQLException {
        grantWhatIsNeeded();
        asSuperuser(
                "ALTER TABLE shop.items OWNER TO " + role,
                "ALTER TABLE shop.orders OWNER TO " + role,
                "GRANT ALL ON shop.items, shop.orders TO leat");
        assertMissing(
                ErrorKind.SETUP,
                "role " + role + " may not create publication leat_test",
                "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO \"" + role + "\"");

        assertWholeWayWorks();
    }

    @Test
    void aMemberOfTheOwnersRoleMayWhatTheOwnerMay() throws SQLException {
        asSuperuser(
                "ALTER ROLE " + role + " REPLICATION",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + role,
                "GRANT leat TO " + role);

        assertWholeWayWorks();
    }

    @Test
    void leavesASlotAndAPublicationAndSaysHowToRemoveThem() throws SQLException {
        asSuperuser("ALTER ROLE " + role + " REPLICATION", "GRANT leat TO " + role);
        String before = objects();

        assertWholeWayWorks();
        capture.close();
        capture.live();
        String left = capture.capture().leftBehind().orElseThrow();
        capture.close();

        assertThat(objects()).isNotEqualTo(before);
        String dropSlot = "SELECT pg_drop_replication_slot('leat_" + database.name() + "')";
        String dropPublication = "DROP PUBLICATION \"leat_test\"";
        assertThat(left).endsWith(" to remove it: " + dropSlot + "; " + dropPublication);
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> hasRun(dropSlot));
        asSuperuser(dropPublication);
        assertThat(objects()).isEqualTo(before);
    }

    /** How many there are of all that a database can hold. */
    private String objects() throws SQLException {
        String slots = "(SELECT count(*) FROM pg_replication_slots WHERE database = current_database())";
        String ofThis = " = (SELECT oid FROM pg_database WHERE datname = current_database())";
        String counts = Stream.of(
                        "pg_class WHERE relnamespace <> 'pg_toast'::regnamespace",
                        "pg_proc",
                        "pg_type",
                        "pg_trigger",
                        "pg_event_trigger",
                        "pg_namespace WHERE nspname !~ '^pg_'",
                        "pg_publication",
                        "pg_subscription",
                        "pg_extension",
                        "pg_db_role_setting WHERE setdatabase" + ofThis,
                        "pg_shdepend WHERE dbid" + ofThis)
                .map(catalog -> "(SELECT count(*) FROM " + catalog + ")")
                .collect(Collectors.joining(", "));
        try (Connection session = database.connectAsSuperuser();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT ROW(" + slots + ", " + counts + ")::text")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aTableThatIsAddedLaterIsNamedWithTheCommandOfTheOwner() throws SQLException {
        grantWhatIsNeeded();
        database.execute(publicationOfTheOwner(), "CREATE TABLE shop.\"New\" (id int PRIMARY KEY)");
        asSuperuser("GRANT SELECT ON shop.\"New\" TO " + role);

        assertMissing(
                ErrorKind.SETUP,
                "role " + role + " does not own publication leat_test, which has to be altered",
                "ALTER PUBLICATION \"leat_test\" ADD TABLE ONLY \"shop\".\"New\"");

        assertThat(capture.concerns()).isEmpty();
    }

    private void grantWhatIsNeeded() throws SQLException {
        asSuperuser(
                "ALTER ROLE " + role + " REPLICATION",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + role,
                "GRANT USAGE ON SCHEMA shop TO " + role,
                "GRANT SELECT ON shop.items, shop.orders TO " + role);
    }

    /** Start, seed, stream, stop, start again. */
    private void assertWholeWayWorks() {
        assertThat(capture.concerns()).isEmpty();
        try (RunningPipeline pipeline = RunningPipeline.start(capture.capture(), target.sink(), capture.state())) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(List.of(target.state(ITEMS), target.state(ORDERS)))
                            .as(String.valueOf(pipeline.status()))
                            .allSatisfy(state -> assertThat(state).isInstanceOf(SeedState.Seeded.class)));
            database.execute(
                    "UPDATE shop.items SET name = 'changed' WHERE id = 7",
                    "UPDATE shop.orders SET id = 900 WHERE id = 9");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(target.rows(ORDERS)).containsKey("900"));
        }
        capture.close();
        database.execute("DELETE FROM shop.items WHERE id = 8", "TRUNCATE shop.orders");

        Outcome again = RunningPipeline.catchUp(capture.capture(), target.sink(), capture.state());

        assertThat(again.exitCode()).as(String.valueOf(again.cause())).isZero();
        assertThat(target.rows(ITEMS)).hasSize(1999);
        assertThat(target.rows(ITEMS).get("7")).containsEntry("name", "\"changed\"");
        assertThat(target.rows(ORDERS)).isEmpty();
        assertThat(target.readCount()).isEqualTo(2100);
        assertThat(capture.capture().lag()).isPresent();
    }

    /** For await: a slot is free a moment after its reader is gone. */
    private boolean hasRun(String sql) throws SQLException {
        asSuperuser(sql);
        return true;
    }

    private void asSuperuser(String... statements) throws SQLException {
        try (Connection session = database.connectAsSuperuser();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
