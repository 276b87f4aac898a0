package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Looking at a real database that a pipeline may be reading at the same time. */
@Timeout(300)
@ResourceLock("slot leat_shop")
final class TailIT {
    private static final String READY = "waiting for changes";

    @TempDir
    private Path folder;

    private final TestDatabase database = PostgresServer.shared().createDatabase();

    @BeforeEach
    void createTables() {
        database.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text)",
                "CREATE TABLE lines (id bigint PRIMARY KEY)",
                "INSERT INTO orders VALUES (1, 'before')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Tag("server-version")
    @Test
    void printsWhatChangesFromNowOnAndLeavesNothingBehind() throws Exception {
        LeatProcess.Ended ended;
        try (LeatProcess tail = start("tail", database.leatUrl())) {
            tail.awaitErr(err -> err.contains(READY));
            database.execute("UPDATE orders SET note = 'after' WHERE id = 1", "INSERT INTO lines VALUES (2)");
            tail.awaitOut(out -> out.lines().count() == 2);
            assertThat(slots()).isEqualTo("1");
            tail.signal("TERM");
            ended = tail.await();
        }

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"op\":\"update\"", "\"note\":\"after\""),
                        second -> assertThat(second).contains("\"op\":\"insert\"", "\"table\":\"public.lines\""));
        assertThat(slots()).isEqualTo("0");
        assertThat(publications()).isEqualTo("0");
        assertThat(folder.resolve("leat-state")).doesNotExist();
        assertThat(ended.err()).doesNotContain(database.password());
    }

    @Tag("server-version")
    @Test
    void printsOnlyWhatIsAskedForBesideThePipelineOfTheFile() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), """
                capture: {type: postgres, url: "%s", messages: [orders]}
                sinks: [{type: discard}]
                """.formatted(database.leatUrl()));
        try (LeatProcess running = start("run", "shop.yaml")) {
            running.awaitErr(err -> slots().equals("1"));
            try (LeatProcess tail =
                    start("tail", "shop.yaml", "--tables", "public.or*", "--operations", "delete,insert,message")) {
                tail.awaitErr(err -> err.contains(READY));
                database.execute(
                        "INSERT INTO lines VALUES (3)",
                        "UPDATE orders SET note = 'x'",
                        "SELECT pg_logical_emit_message(true, 'other', 'no')",
                        "INSERT INTO orders VALUES (4, 'y')",
                        "SELECT pg_logical_emit_message(true, 'orders', 'yes')",
                        "DELETE FROM orders WHERE id = 1");
                tail.awaitOut(out -> out.contains("\"op\":\"delete\""));
                tail.signal("INT");
                LeatProcess.Ended ended = tail.await();
                assertThat(ended.exitCode()).as(ended.err()).isZero();
                assertThat(ended.out().lines().toList())
                        .satisfiesExactly(
                                first -> assertThat(first).contains("\"id\":4"),
                                second -> assertThat(second)
                                        .startsWith("{\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"yes\","),
                                third -> assertThat(third).contains("\"op\":\"delete\""));
            }
            running.signal("TERM");
            assertThat(running.await().exitCode()).isZero();
        }
    }

    // a killed process drops nothing, and the publication of one that lives must stay
    @Tag("server-version")
    @Test
    void removesWhatAKilledOneLeftBehindAndNothingOfALivingOne() throws Exception {
        try (LeatProcess living = start("tail", database.leatUrl())) {
            living.awaitErr(err -> err.contains(READY));
            killedTail();
            assertThat(publications()).isEqualTo("2");

            try (LeatProcess next = start("tail", database.leatUrl())) {
                next.awaitErr(err -> err.contains(READY));
                assertThat(publications()).as("the living and the next").isEqualTo("2");
                next.signal("TERM");
                assertThat(next.await().exitCode()).isZero();
            }
            killedTail();
            Files.writeString(folder.resolve("gone.yaml"), """
                    capture: {type: postgres, url: "%s"}
                    sinks: [{type: discard}]
                    """.formatted(database.leatUrl()));
            LeatProcess.Ended removed = LeatProcess.run(folder, "teardown", "--yes", "gone.yaml");

            assertThat(removed.exitCode()).as(removed.err()).isZero();
            assertThat(removed.out()).contains("removed publication leat_peek_").hasLineCount(1);
            assertThat(publications()).as("the living").isEqualTo("1");
            database.execute("INSERT INTO lines VALUES (5)");
            living.awaitOut(out -> out.contains("\"id\":5"));
            living.signal("TERM");
            assertThat(living.await().exitCode()).isZero();
        }
        assertThat(publications()).isEqualTo("0");
    }

    /** Returns when the server has noticed. */
    private void killedTail() throws Exception {
        String before = slots();
        try (LeatProcess killed = start("tail", database.leatUrl())) {
            killed.awaitErr(err -> err.contains(READY));
            killed.signal("KILL");
            killed.await();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> slots().equals(before));
    }

    // a role that may publish nothing can look through the pipeline's publication, which its owner made
    @Tag("server-version")
    @Test
    void readsThroughThePublicationOfThePipelineWhereThatCarriesTheTables() throws Exception {
        String role = "looker_" + database.name();
        database.server().execute("CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'looks'");
        try {
            database.execute(
                    "GRANT SELECT ON orders TO " + role,
                    "CREATE PUBLICATION leat_look FOR TABLE ONLY orders"
                            + " WITH (publish = 'delete, insert, truncate, update', publish_via_partition_root = true"
                            + (database.server().major() < 18 ? ")" : ", publish_generated_columns = stored)"));
            Files.writeString(folder.resolve("look.yaml"), """
                    capture: {type: postgres, url: "%s", user: %s, password: looks}
                    tables: {include: [public.orders]}
                    sinks: [{type: discard}]
                    """.formatted(urlWithoutUser(), role));
            try (LeatProcess tail = start("tail", "look.yaml")) {
                tail.awaitErr(err -> err.contains(READY));
                database.execute("DELETE FROM orders");
                tail.awaitOut(out -> out.contains("\"op\":\"delete\""));
                assertThat(publications()).isEqualTo("1");
                tail.signal("TERM");
                assertThat(tail.await().exitCode()).isZero();
            }
            assertThat(publications()).as("it is not tail's to drop").isEqualTo("1");
        } finally {
            database.execute("REVOKE SELECT ON orders FROM " + role);
            database.server().execute("DROP ROLE " + role);
        }
    }

    private String urlWithoutUser() {
        return database.jdbcUrl().substring("jdbc:".length());
    }

    @Test
    void saysWhatItDoesNotUnderstand() throws Exception {
        assertThat(refusal("tail", database.leatUrl(), "--operations", "upsert"))
                .contains("--operations: upsert is none");
        assertThat(refusal("tail", database.leatUrl(), "--tables", "orders"))
                .contains("--tables: orders has no schema");
        assertThat(refusal("tail", database.leatUrl(), "--from", "beginning")).contains("--from beginning");
        assertThat(refusal("tail", database.leatUrl(), "--tables", "public.nothing"))
                .contains("table public.nothing does not exist");
        assertThat(slots()).isEqualTo("0");
    }

    private String refusal(String... arguments) throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, Map.of(), arguments);
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
        return ended.err();
    }

    private LeatProcess start(String... arguments) throws Exception {
        return LeatProcess.start(folder, Map.of(), arguments);
    }

    private String publications() {
        return database.query("SELECT count(*) FROM pg_publication");
    }

    private String slots() {
        return database.server()
                .query("SELECT count(*) FROM pg_replication_slots WHERE active AND database = '" + database.name()
                        + "'");
    }
}
