package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What a pipeline leaves on real servers, and that it can be taken away. */
@Timeout(300)
final class TeardownIT {
    @TempDir
    private Path folder;

    private final TestDatabase database = PostgresServer.shared().createDatabase();
    private final RedisServer redis = RedisServer.builder().start();

    @BeforeEach
    void writePipeline() throws Exception {
        database.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text)", "INSERT INTO orders VALUES (7, 'x')");
        Files.writeString(folder.resolve("gone.yaml"), """
                capture: {type: postgres, url: "%s"}
                tables: {include: [public.orders]}
                sinks: [{type: redis, url: "%s"}, {type: discard}]
                """.formatted(database.leatUrl(), redis.url()));
    }

    @AfterEach
    void close() {
        database.close();
        redis.close();
    }

    @Tag("server-version")
    @Test
    void listsAndRemovesAllThatThePipelineOwnsAndNoRow() throws Exception {
        run("run", "--until", "caught-up", "gone.yaml");
        database.execute("SELECT pg_create_logical_replication_slot('" + other() + "', 'pgoutput')");
        try (Jedis client = new Jedis(URI.create(redis.url()))) {
            client.hset("leat:gone:seeded", "another/public.orders", "kept");

            LeatProcess.Ended listed = run("teardown", "gone.yaml");

            assertThat(listed.exitCode()).as(listed.err()).isZero();
            assertThat(listed.out())
                    .contains("replication slot leat_gone", "SELECT pg_drop_replication_slot('leat_gone')")
                    .contains("publication leat_gone", "DROP PUBLICATION")
                    .contains("sink redis: ", "leat:gone:seeded")
                    .contains("state folder ")
                    .doesNotContain(other(), database.password());
            assertThat(listed.err()).contains("leat teardown --yes gone.yaml");
            assertThat(slots("leat_gone")).as("a list removes nothing").isEqualTo("1");

            LeatProcess.Ended removed = run("teardown", "--yes", "gone.yaml");

            assertThat(removed.exitCode()).as(removed.err()).isZero();
            assertThat(removed.out()).contains("removed replication slot leat_gone", "removed state folder ");
            assertThat(slots("leat_gone")).isEqualTo("0");
            assertThat(slots(other())).isEqualTo("1");
            assertThat(publications()).isEqualTo("0");
            assertThat(folder.resolve("leat-state/gone")).doesNotExist();
            assertThat(client.hkeys("leat:gone:seeded")).containsExactly("another/public.orders");
            assertThat(client.keys("leat:gone:redis:*")).isEmpty();
            assertThat(client.hget("orders:7", "note")).isEqualTo("x");
        } finally {
            database.execute("SELECT pg_drop_replication_slot('" + other() + "')");
        }
        LeatProcess.Ended again = run("teardown", "--yes", "gone.yaml");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("gone: nothing is there to remove");
        assertThat(folder.resolve("leat-state/gone")).doesNotExist();
    }

    @Test
    void leavesAPipelineAloneThatIsRunning() throws Exception {
        try (LeatProcess running = LeatProcess.start(folder, Map.of(), "run", "gone.yaml")) {
            running.awaitErr(err -> slots("leat_gone").equals("1"));

            LeatProcess.Ended refused = run("teardown", "--yes", "gone.yaml");

            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err()).contains("pipeline gone runs at this moment");
            assertThat(slots("leat_gone")).isEqualTo("1");
            running.signal("TERM");
            assertThat(running.await().exitCode()).isZero();
        }
        assertThat(run("teardown", "--yes", "gone.yaml").exitCode()).isZero();
    }

    private String other() {
        return "other_" + database.name();
    }

    private String slots(String name) {
        return database.server().query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + name + "'");
    }

    private String publications() {
        return database.query("SELECT count(*) FROM pg_publication");
    }

    private LeatProcess.Ended run(String... arguments) throws Exception {
        return LeatProcess.run(folder, Map.of(), arguments);
    }
}
