package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a real database that a pipeline may be reading at the same time. */
@Timeout(300)
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

    @Test
    void printsOnlyWhatIsAskedForBesideThePipelineOfTheFile() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), """
                capture: {type: postgres, url: "%s"}
                sinks: [{type: discard}]
                """.formatted(database.leatUrl()));
        try (LeatProcess running = start("run", "shop.yaml")) {
            running.awaitErr(err -> slots().equals("1"));
            try (LeatProcess tail =
                    start("tail", "shop.yaml", "--tables", "public.or*", "--operations", "delete,insert")) {
                tail.awaitErr(err -> err.contains(READY));
                database.execute(
                        "INSERT INTO lines VALUES (3)",
                        "UPDATE orders SET note = 'x'",
                        "INSERT INTO orders VALUES (4, 'y')",
                        "DELETE FROM orders WHERE id = 1");
                tail.awaitOut(out -> out.contains("\"op\":\"delete\""));
                tail.signal("INT");
                LeatProcess.Ended ended = tail.await();
                assertThat(ended.exitCode()).as(ended.err()).isZero();
                assertThat(ended.out().lines()).hasSize(2).first().asString().contains("\"id\":4");
            }
            running.signal("TERM");
            assertThat(running.await().exitCode()).isZero();
        }
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
