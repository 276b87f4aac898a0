package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A publication that the file names carries some rows of a table and some of its columns. */
@Timeout(300)
@Tag("server-version")
@Tag("slow")
final class RowFilterIT {
    private static final int FILTERS_SINCE = 15;

    private final RedisTarget target = Servers.newTarget();

    @TempDir
    private Path folder;

    // G24: what is seeded and what is streamed have the same rows and columns; a row that leaves the filter is a delete
    @Test
    void leadsTheRowsAndColumnsOfThePublication() {
        assumeTrue(PostgresServer.shared().major() >= FILTERS_SINCE, "this server has no row filters");
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            source.execute(
                    "CREATE TABLE t (id int, s text, secret text, large text, PRIMARY KEY (id, s))",
                    "ALTER TABLE t ALTER COLUMN large SET STORAGE EXTERNAL",
                    "INSERT INTO t SELECT i, CASE WHEN i % 2 = 0 THEN 'open' ELSE 'closed' END, 'secret',"
                            + " repeat('x', 5000) FROM generate_series(1, 100) i",
                    "CREATE PUBLICATION mine FOR TABLE t (id, s, large) WHERE (s = 'open' AND id <> 4 OR id = 7)");
            String file = file(source);

            assertThat(catchUp(file)).contains(" 50 rows seeded");
            assertThat(redis.keys("t:*")).hasSize(50).contains("t:2:open", "t:7:closed");
            assertThat(redis.hkeys("t:2:open")).isEqualTo(Set.of("id", "s", "large"));

            source.execute(
                    "UPDATE t SET s = 'closed' WHERE id = 2",
                    "UPDATE t SET s = 'open' WHERE id = 3",
                    "UPDATE t SET secret = 'other' WHERE id = 6",
                    "DELETE FROM t WHERE id IN (8, 9)",
                    "INSERT INTO t VALUES (200, 'open', 'secret', 'y'), (201, 'closed', 'secret', 'y')");
            assertThat(catchUp(file)).contains(" 0 rows seeded");

            assertThat(redis.keys("t:*"))
                    .hasSize(50)
                    .contains("t:3:open", "t:200:open")
                    .doesNotContain("t:2:open", "t:2:closed", "t:8:open", "t:201:closed");
            assertThat(redis.hget("t:3:open", "large")).hasSize(5000);

            source.execute("ALTER PUBLICATION mine SET TABLE t (id, s, large)");
            // P12: rows that it let in are in no log
            try (LeatProcess run = Commands.catchUp(folder, file)) {
                assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
                assertThat(run.err()).contains("public.t has another row filter in publication mine");
            }
            try (LeatProcess reseed = LeatProcess.start(folder, "-Xmx64m", "reseed", file)) {
                reseed.expectSuccess();
            }
            catchUp(file);
            assertThat(redis.keys("t:*")).as("without the filter").hasSize(100);
        }
    }

    private String catchUp(String file) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            return run.err();
        }
    }

    private String file(TestDatabase source) {
        return PipelineFile.toRedis(
                        "filtered", source.leatUrl() + "'\n  publication: 'mine", List.of("public.t"), target.url())
                .in(folder);
    }
}
