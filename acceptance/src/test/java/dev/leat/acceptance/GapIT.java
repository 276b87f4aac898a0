package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** History that can no longer be read: never passed in silence, and mended by a reseed. */
@Timeout(180)
final class GapIT {
    private static final List<String> TABLES = List.of("public.t");

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private String file;

    @TempDir
    private Path folder;

    @BeforeEach
    void seed() {
        source = PostgresServer.shared().createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 300) i");
        file = PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url())
                .in(folder);
        try (LeatProcess first = Commands.catchUp(folder, file)) {
            first.expectSuccess();
        }
    }

    @AfterEach
    void drop() {
        source.close();
    }

    // G15, P12, X5
    @Test
    void stopsWhenTheSlotIsGoneUntilAReseed() {
        dropSlot();
        source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = 'unseen' WHERE id % 10 = 1");

        requireStickyGap();
        try (LeatProcess check = LeatProcess.start(folder, "-Xmx64m", "check", file)) {
            assertThat(check.awaitExit()).as(check::err).isEqualTo(1);
            assertThat(check.out()).contains("leat reseed ").contains("is gone from the server");
        }
        requireMendedByReseed();
    }

    // P12, P15, X5: nothing on this machine and on the source tells any more that something is missing, but the target
    // does
    @Test
    @Tag("slow")
    void stopsWhenTheStateIsLostWithTheSlotUntilAReseed() throws IOException {
        dropSlot();
        delete(folder.resolve("leat-state"));
        source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = 'unseen' WHERE id % 10 = 1");

        requireStickyGap();
        requireMendedByReseed();
    }

    // G15, P12: the server would stream from there as if nothing had happened
    @Test
    @Tag("slow")
    void stopsWhenTheSlotWasMadeAnew() {
        dropSlot();
        source.execute("UPDATE t SET v = 'unseen' WHERE id = 1");
        createSlot();

        requireGap();
    }

    // G15, P12
    @Test
    void stopsWhenSomebodyElseMovedTheSlot() {
        source.execute("UPDATE t SET v = 'unseen' WHERE id = 1");
        superuser("SELECT pg_replication_slot_advance(slot_name, pg_current_wal_insert_lsn()) FROM"
                + " pg_replication_slots WHERE database = current_database()");

        requireGap();
    }

    // P12, X5: asked for once, in the file
    @Test
    void isMendedWithoutAskingWhereTheFileSaysSo() {
        dropSlot();
        source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = 'unseen' WHERE id % 10 = 1");

        requireMendedByItself();
    }

    // P12, G14: the slot is there and has not got the changes of a while
    @Test
    @Tag("slow")
    void isMendedWithoutAskingWhenATableWasNotPublishedForAWhile() {
        String publication = "leat_" + source.name();
        source.execute(
                "ALTER PUBLICATION " + publication + " DROP TABLE t",
                "UPDATE t SET v = 'unseen' WHERE id % 10 = 1",
                "ALTER PUBLICATION " + publication + " ADD TABLE t");

        requireMendedByItself();
    }

    // P2, P15: what the server keeps is enough
    @Test
    void goesOnWhereTheServerStandsWhenTheStateAloneIsLost() throws IOException {
        delete(folder.resolve("leat-state"));
        source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = 'seen' WHERE id % 10 = 1");

        String summary = requireEqualAfterRun();

        assertThat(summary).contains(" 0 rows seeded");
    }

    private void requireMendedByItself() {
        file = PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url())
                .with("on-gap: reseed")
                .in(folder);
        assertThat(requireEqualAfterRun()).contains(" rows seeded").doesNotContain(" 0 rows seeded");
        source.execute("INSERT INTO t VALUES (1000, 'streamed')");
        assertThat(requireEqualAfterRun()).as("once").contains(" 0 rows seeded");
    }

    private String requireEqualAfterRun() {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            new RedisComparison(source, target).requireEqual(TABLES);
            return run.err();
        }
    }

    private void requireGap() {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
            assertThat(run.err()).contains("leat reseed ").contains(file);
        }
    }

    private void requireStickyGap() {
        requireGap();
        requireGap();
    }

    private void requireMendedByReseed() {
        try (LeatProcess wish = Commands.reseed(folder, file)) {
            wish.expectSuccess();
        }
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
        }
        new RedisComparison(source, target).requireEqual(TABLES);
        source.execute("INSERT INTO t VALUES (1000, 'streamed')");
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
        }
        new RedisComparison(source, target).requireEqual(TABLES);
    }

    private void dropSlot() {
        source.server()
                .query("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE database = '"
                        + source.name() + "'");
    }

    private void createSlot() {
        superuser("SELECT pg_create_logical_replication_slot('leat_" + source.name() + "', 'pgoutput')");
    }

    private void superuser(String sql) {
        try (Connection connection = source.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
