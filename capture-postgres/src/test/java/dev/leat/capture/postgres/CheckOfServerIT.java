package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.capture.postgres.check.RetentionWatch;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code leat check} finds at a server that has little of everything. Transactions that do not end are here as well, since on
 * the shared server no other test could make a slot.
 */
@Tag("slow")
@Timeout(120)
final class CheckOfServerIT {
    private static PostgresServer server;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder()
                .setting("max_wal_senders", "2")
                .setting("max_replication_slots", "2")
                .setting("max_slot_wal_keep_size", "1MB")
                .setting("checkpoint_timeout", "1d")
                .setting("autovacuum", "off")
                .start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createDatabase() {
        database = server.createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY)");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    @Test
    @Provokes({"wal-senders", "wal-senders-scarce"})
    void sendersThatRunOutAreFound() {
        try (Source tail = stranger()) {
            assertThat(tail.serverPid()).isPositive();
            assertThat(capture.finding("wal-senders-scarce").severity()).isEqualTo(Severity.WARNING);
            try (Source another = stranger()) {
                assertThat(another.serverPid()).isPositive();

                Finding finding = capture.finding("wal-senders");
                CdcException refusal = capture.refusal();

                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.message()).isEqualTo("all 2 WAL senders of the server are taken");
                assertThat(capture.findings()).doesNotContain("replication-connection");
                // tried again until connect-timeout: one of them may end
                assertThat(refusal.kind()).isEqualTo(ErrorKind.CONNECTION);
                assertThat(refusal).hasMessageContaining("max_wal_senders");
            }
        }
    }

    /** X7: while it runs */
    @Test
    void aSlotThatKeepsNearlyTooMuchIsWarnedOf() throws SQLException {
        capture.live();
        List<String> warnings = new ArrayList<>();
        RetentionWatch watch = new RetentionWatch("leat_" + database.name(), warnings::add);
        try (Connection session = database.connect()) {
            watch.look(session);
            assertThat(warnings).isEmpty();

            server.execute(
                    "SELECT pg_logical_emit_message(false, '', repeat('x', 10000000))", "SELECT pg_switch_wal()");
            server.execute("SELECT pg_logical_emit_message(false, '', repeat('x', 10000000))");
            watch.look(session);

            assertThat(warnings).singleElement().asString().contains("max_slot_wal_keep_size");
        }
    }

    /** A reader of the log that is not the pipeline. */
    private Source stranger() {
        return Source.open(
                PostgresOptions.read(
                        GivenOptions.of(PostgresOptions.declared(), "url", database.leatUrl()), "stranger"),
                "stranger");
    }

    @Test
    @Provokes({"replication-slots", "replication-slots-scarce"})
    void slotsThatRunOutAreFound() {
        String create = "SELECT pg_create_physical_replication_slot('standby_%d')";
        server.execute(create.formatted(1));
        try {
            assertThat(capture.finding("replication-slots-scarce").severity()).isEqualTo(Severity.WARNING);
            server.execute(create.formatted(2));

            Finding finding = capture.finding("replication-slots");
            CdcException refusal = capture.refusal();

            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(refusal.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(refusal).hasMessageContaining("the server has as many slots as it may have");
        } finally {
            server.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_type = 'physical'");
        }
    }

    @Test
    @Provokes({"slot-wal-keep", "slot-at-risk"})
    void aSlotThatMayNotKeepEnoughIsFoundBeforeItIsLost() {
        capture.live();
        capture.close();
        for (int segment = 0; segment < 3; segment++) {
            database.execute("INSERT INTO items SELECT " + segment + " * 100000 + i FROM generate_series(1, 30000) i");
            server.execute("SELECT pg_switch_wal()");
        }

        Finding keep = whileWriting(() -> capture.finding("slot-wal-keep"));
        Finding risk = capture.finding("slot-at-risk");

        assertThat(keep.severity()).isEqualTo(Severity.WARNING);
        assertThat(keep.message()).contains("it keeps at most 1.0 MB of WAL");
        assertThat(risk.severity()).isEqualTo(Severity.WARNING);
        assertThat(risk.message())
                .startsWith("slot leat_" + database.name() + " holds ")
                .endsWith("is lost with the next checkpoint unless it is read before");

        server.execute("CHECKPOINT");
        assertThat(capture.findings()).contains("gap").doesNotContain("slot-at-risk");
    }

    /** A server that writes while it is watched. */
    private Finding whileWriting(Supplier<Finding> check) {
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                database.execute("UPDATE items SET id = -id WHERE abs(id) < 10");
            }
        });
        try {
            return check.get();
        } finally {
            isOver.set(true);
            writing.join();
        }
    }

    @Test
    @Provokes({"synchronous-replication", "synchronous-standby-missing", "synchronous-with-pipeline"})
    void standbysThatCommitsWaitForAreFound() {
        try {
            server.set("synchronous_standby_names", "ghost");
            Finding missing = capture.finding("synchronous-standby-missing");
            assertThat(missing.severity()).isEqualTo(Severity.WARNING);
            assertThat(missing.remedy()).contains("ALTER SYSTEM SET synchronous_standby_names = ''");

            try (Source standby = stranger()) {
                assertThat(standby.serverPid()).isPositive();
                assertThat(capture.finding("synchronous-replication").severity())
                        .isEqualTo(Severity.INFO);
            }

            server.set("synchronous_standby_names", "ANY 1 (ghost, \"leat test\")");
            assertThat(capture.concerns()).contains("synchronous-with-pipeline");
            capture.live();
            assertThat(capture.concerns())
                    .contains("synchronous-with-pipeline")
                    .doesNotContain("synchronous-standby-missing");
        } finally {
            server.reset("synchronous_standby_names");
        }
    }

    @Test
    @Provokes({"long-transaction", "prepared-transaction"})
    void transactionsThatDoNotEndAreFoundWithWhoHasThem() throws SQLException {
        capture.option("slot-wait", "1ms");
        String prepared = "left behind by " + database.name();
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            statement.execute("SET application_name = 'month-end'");
            statement.execute("BEGIN");
            statement.execute("INSERT INTO items VALUES (1)");
            statement.execute("PREPARE TRANSACTION '" + prepared + "'");
            statement.execute("BEGIN");
            statement.execute("INSERT INTO items VALUES (2)");

            Finding open = capture.finding("long-transaction");
            Finding left = capture.finding("prepared-transaction");
            statement.execute("COMMIT");
            statement.execute("ROLLBACK PREPARED '" + prepared + "'");

            assertThat(open.severity()).isEqualTo(Severity.WARNING);
            assertThat(open.object()).startsWith("pid ").endsWith(" (month-end)");
            assertThat(open.message()).containsPattern("since \\d{4}-.*; its last statement began at \\d{4}-");
            assertThat(open.remedy()).contains("SELECT pg_terminate_backend(");
            assertThat(left.object()).isEqualTo(prepared);
            assertThat(left.remedy()).startsWith("COMMIT PREPARED '" + prepared + "'");
        }
        assertThat(capture.findings()).doesNotContain("long-transaction", "prepared-transaction");
    }

    @Test
    void aTransactionOfSomebodyElseIsFoundAlthoughItsAgeIsHidden() throws SQLException {
        try (Connection writer = database.connectAsSuperuser();
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("INSERT INTO items VALUES (1)");

            assertThat(capture.finding("long-transaction").message())
                    .endsWith("hidden from role leat (GRANT pg_read_all_stats TO \"leat\")");
        }
    }

    @Test
    @Provokes("role-connection-limit")
    void aRoleWithFewConnectionsIsFound() {
        server.execute("ALTER ROLE leat CONNECTION LIMIT 4");
        try {
            assertThat(capture.finding("role-connection-limit").message())
                    .isEqualTo("role leat may have 4 connections, and a pipeline has up to 6");
        } finally {
            server.execute("ALTER ROLE leat CONNECTION LIMIT -1");
        }
    }

    @Test
    @Provokes({"wal-level", "standby"})
    void aServerWithoutLogicalLogAndAStandbyAreFound() {
        server.set("wal_level", "replica");
        server.restart();
        try {
            assertThat(capture.finding("wal-level").severity()).isEqualTo(Severity.ERROR);
            assertThat(capture.refusal()).hasMessageContaining("wal_level is replica, logical is needed");
        } finally {
            capture.close();
            server.reset("wal_level");
            server.stop();
        }
        server.standBy(true);
        server.start();
        try {
            assertThat(capture.finding("standby").severity()).isEqualTo(Severity.ERROR);
            assertThat(capture.refusal()).hasMessageContaining("the server is a standby");
        } finally {
            capture.close();
            server.stop();
            server.standBy(false);
            server.start();
        }
    }
}
