package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code leat check} finds at a source: selection, publication, slot, transactions and tables. What is about the whole
 * server stands in {@link CheckOfServerIT}, poolers in {@link PoolerIT}, rights in {@link LeastPrivilegeIT}.
 *
 * <p>{@code finding.SourceFindingTest} sees that each code has a test: those with {@code @Provokes}.
 */
@Timeout(120)
final class CheckIT {
    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createDatabase() {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, price numeric(10, 2))");
        // longer than the transactions of other tests
        capture = TestCapture.of(database).option("slot-wait", "20s");
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    @Test
    void nothingIsAConcernWhereNothingIsWrong() {
        assertThat(capture.concerns()).isEmpty();
        assertThat(capture.check()).extracting(Finding::code).containsExactly("slot-wal-keep");
    }

    @Test
    @Provokes({
        "table-not-found",
        "pattern-without-match",
        "partition",
        "not-a-table",
        "table-skipped",
        "replica-identity",
        "unknown-column",
        "key-column-left-out",
        "no-column",
        "generated-column",
        "row-security"
    })
    void everyProblemOfTheSelectionIsFoundAtOnce() throws SQLException {
        String generated = PostgresServer.shared().major() >= 18 ? "VIRTUAL" : "STORED";
        database.execute(
                "CREATE TABLE no_key (a int)",
                "CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY)",
                "CREATE VIEW report AS SELECT 1 AS one",
                "CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE nothing ()",
                "ALTER TABLE nothing REPLICA IDENTITY FULL",
                "CREATE TABLE listed (id int PRIMARY KEY, a int)",
                "CREATE TABLE sums (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) " + generated + ")",
                "CREATE TABLE hidden (id int PRIMARY KEY)",
                "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY");
        asSuperuser("ALTER TABLE hidden OWNER TO postgres", "GRANT SELECT ON hidden TO leat");
        capture.include("public", "*")
                .exact("public", "Items")
                .include("sales", "*")
                .exact("public", "events_1")
                .exact("public", "report")
                .exact("public", "listed", "a", "b");

        List<Finding> findings = capture.check();
        CdcException refusal = capture.refusal();

        assertThat(findings.stream().map(Finding::code).distinct())
                .contains(
                        "table-not-found",
                        "pattern-without-match",
                        "partition",
                        "not-a-table",
                        "table-skipped",
                        "replica-identity",
                        "unknown-column",
                        "key-column-left-out",
                        "no-column",
                        "generated-column",
                        "row-security");
        assertStops(findings, refusal);
        assertThat(findings)
                .filteredOn(finding -> finding.code().equals("table-skipped"))
                .singleElement()
                .satisfies(skipped -> {
                    assertThat(skipped.object()).isEqualTo("public.scratch");
                    assertThat(skipped.severity()).isEqualTo(Severity.INFO);
                    assertThat(skipped.remedy()).startsWith("ALTER TABLE \"public\".\"scratch\" SET LOGGED");
                });
    }

    /** The start names every error of the check with its remedy, and nothing else. */
    private static void assertStops(List<Finding> findings, CdcException refusal) {
        String errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(finding -> finding.message() + "; " + finding.remedy())
                .collect(Collectors.joining("\n"));
        assertThat(refusal).hasMessage(errors);
    }

    @Test
    @Provokes("no-table")
    void aSelectionOfNothingIsFound() {
        capture.include("public", "*").exclude("public", "*");

        assertIsRefused("no-table");
    }

    @Test
    @Provokes("no-key")
    void aTableWithoutKeyIsFoundForAStarterFile() {
        database.execute("CREATE TABLE log (line int)", "ALTER TABLE log REPLICA IDENTITY FULL");

        assertThat(capture.capture().survey().orElseThrow().tables())
                .flatExtracting(table -> table.findings())
                .extracting(Finding::code)
                .containsExactly("no-key");
    }

    @Test
    @Provokes({"identity-full", "toasted-columns", "partitioned-table"})
    void whatIsWorthKnowingOfTablesIsTold() {
        database.execute(
                "CREATE TABLE large (id int PRIMARY KEY, code varchar(10), note text, photo bytea, other text)",
                "ALTER TABLE large ALTER photo SET STORAGE EXTERNAL",
                "CREATE TABLE whole (id int PRIMARY KEY, note text)",
                "ALTER TABLE whole REPLICA IDENTITY FULL",
                "CREATE TABLE parts (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                "INSERT INTO parts VALUES (1, (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 999) i))");
        capture.include("public", "*").exact("public", "large", "id", "code", "note", "photo");

        List<Finding> findings = capture.check();

        assertThat(findings.stream().filter(finding -> finding.code().equals("toasted-columns")))
                .extracting(Finding::message)
                .containsExactly(
                        "public.large has columns for large values (note, photo), which are stored apart (TOAST); there"
                                + " are none yet",
                        "public.parts has columns for large values (note), which are stored apart (TOAST); there are"
                                + " some");
        assertThat(capture.finding("identity-full").object()).isEqualTo("public.whole");
        assertThat(capture.finding("partitioned-table").object()).isEqualTo("public.parts");
        assertThat(findings).allMatch(finding -> finding.severity() == Severity.INFO);
        capture.live();
    }

    @Test
    @Provokes({"slot-plugin", "slot-database", "slot-two-phase", "slot-publication"})
    void aSlotThatCanNotBeReadIsFound() throws SQLException {
        String slot = "leat_" + database.name();
        asSuperuser("SELECT pg_create_physical_replication_slot('" + slot + "')");
        assertIsRefused("slot-plugin");
        dropSlot(slot);

        PostgresServer.shared().execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        assertIsRefused("slot-database");
        dropSlot(slot);

        asSuperuser("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput', false, true)");
        assertIsRefused("slot-two-phase");
        dropSlot(slot);

        asSuperuser("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        assertIsRefused("slot-publication");
    }

    private void dropSlot(String slot) {
        PostgresServer.shared().execute("SELECT pg_drop_replication_slot('" + slot + "')");
    }

    @Test
    @Provokes({"slot-in-use", "gap"})
    void theOwnSlotIsFoundInUseAndThenGone() {
        capture.live();
        Finding inUse = capture.finding("slot-in-use");
        assertThat(inUse.severity()).isEqualTo(Severity.INFO);
        assertThat(inUse.message()).contains("application leat test");
        capture.close();

        database.server()
                .execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active AND slot_name"
                        + " = 'leat_" + database.name() + "'");
        await().ignoreExceptions().until(() -> {
            dropSlot("leat_" + database.name());
            return true;
        });

        Finding gap = capture.finding("gap");
        assertThat(gap.severity()).isEqualTo(Severity.ERROR);
        assertThat(capture.refusal()).hasMessage(gap.message());
    }

    @Test
    @Provokes({"publication-incomplete", "publication-ownership"})
    void aPublicationThatLacksTablesIsFound() throws SQLException {
        database.execute(
                "CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10)");
        asSuperuser("CREATE PUBLICATION prepared FOR ALL TABLES", "CREATE PUBLICATION leat_test FOR TABLE items");
        assertIsRefused("publication-ownership");
        capture.close();

        capture.option("publication", "prepared");
        Finding incomplete = assertIsRefused("publication-incomplete");

        assertThat(incomplete.remedy())
                .startsWith("run: ALTER PUBLICATION \"prepared\" SET (publish_via_partition_root = true");
    }

    @Test
    @Provokes({"tls", "connect"})
    void anUnprotectedConnectionAndAServerThatIsNotThereAreFound() {
        capture.option("url", "postgresql://leat@db.invalid/shop").option("tls.mode", "require");

        assertThat(capture.finding("tls").severity()).isEqualTo(Severity.WARNING);
        assertIsRefused("connect");
        assertThat(capture.findings()).containsExactly("tls", "connect");
    }

    @Test
    @Provokes("check-incomplete")
    void aRoleThatMayNotSeeEverythingIsToldOfTheRestAndCanRun() throws SQLException {
        asSuperuser("REVOKE SELECT ON pg_stat_wal FROM PUBLIC");
        database.execute("ALTER TABLE items REPLICA IDENTITY FULL");

        List<Finding> findings = capture.check();

        assertThat(findings).extracting(Finding::code).containsExactly("identity-full", "check-incomplete");
        assertThat(findings.get(1).message()).contains("pg_stat_wal");
        capture.live();
    }

    @Test
    @Provokes("wal-sender-timeout")
    void aTimeoutThatIsNoneOrTooShortIsFound() {
        for (String timeout : List.of("0", "2s")) {
            database.execute("ALTER DATABASE " + database.name() + " SET wal_sender_timeout = '" + timeout + "'");

            assertThat(capture.concerns()).containsExactly("wal-sender-timeout");
        }
    }

    @Test
    @Provokes("server-encoding")
    void aDatabaseWithoutEncodingIsFound() {
        String ascii = database.name() + "_ascii";
        PostgresServer.shared()
                .execute("CREATE DATABASE " + ascii + " OWNER leat ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        try {
            capture.option("url", database.leatUrl().replace(database.name(), ascii));

            assertThat(capture.finding("server-encoding").object()).isEqualTo(ascii);
        } finally {
            capture.close();
            PostgresServer.shared().execute("DROP DATABASE " + ascii + " WITH (FORCE)");
        }
    }

    /** An error of the check, on which a start stops with the same words. */
    private Finding assertIsRefused(String code) {
        Finding finding = capture.finding(code);
        CdcException refusal = capture.refusal();

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(refusal).hasMessageContaining(finding.message());
        return finding;
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
