package dev.leat.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.BinlogLoad;
import dev.leat.acceptance.oracle.BinlogComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The packaged product between a server with a binary log and Redis. */
@Timeout(180)
abstract class BinlogSourceTests {
    private static final String HEAP = "-Xmx64m";
    private static final List<String> TABLES = List.of("t");

    private final RedisTarget target = Servers.newTarget();
    private BinlogDatabase source;

    @TempDir
    private Path folder;

    abstract BinlogServer server();

    abstract BinlogServer.Builder builder();

    @BeforeEach
    void createDatabase() {
        source = server().createDatabase();
        source.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))", "INSERT INTO t VALUES (1, 'one'), (2, NULL)");
    }

    @AfterEach
    void dropDatabase() {
        source.close();
    }

    // P1, P2, P3, P6, X4
    @Test
    void equalsTheSourceThoughKilledWhileSeedingAndWhileStreaming() {
        source.execute("DROP TABLE t");
        BinlogLoad.create(source);
        String file = file(source, BinlogLoad.TABLES);
        try (BinlogLoad load = BinlogLoad.start(source, 2);
                Jedis redis = target.open()) {
            try (LeatProcess seeding = Commands.run(folder, file)) {
                await(seeding, () -> redis.dbSize() > BinlogLoad.ITEMS / 10);
                seeding.kill9();
            }
            assertThat(redis.dbSize()).as("it was killed while it seeded").isLessThan(BinlogLoad.ITEMS);
            try (LeatProcess streaming = Commands.run(folder, file)) {
                await(streaming, () -> isSeeded(redis, BinlogLoad.TABLES));
                load.awaitCommits(1);
                long ledger = ledgerRows(redis);
                await(streaming, () -> ledgerRows(redis) > ledger + 20);
                streaming.kill9();
            }
            load.awaitCommits(100);
            load.stop();
        }
        assertThat(catchUp(file)).contains(" 0 rows seeded");
        new BinlogComparison(source, target).requireEqual(BinlogLoad.TABLES);
        assertThat(catchUp(file)).contains(": 0 changes", " 0 rows seeded");
    }

    // M16, G11
    @Test
    void followsTruncateAndAddedColumnsWhileItRuns() {
        String file = file(source, TABLES);
        try (LeatProcess running = Commands.run(folder, file);
                Jedis redis = target.open()) {
            await(running, () -> redis.exists("t:1") && redis.exists("t:2"));
            source.execute("INSERT INTO t VALUES (3, 'three')", "TRUNCATE TABLE t", "INSERT INTO t VALUES (4, 'four')");
            await(running, () -> redis.exists("t:4"));
            assertThat(redis.exists("t:1", "t:2", "t:3")).isZero();

            source.execute(
                    "ALTER TABLE t ADD COLUMN more INT NOT NULL DEFAULT 7 AFTER id",
                    "INSERT INTO t VALUES (5, 8, 'five')",
                    "ALTER TABLE t ADD COLUMN last VARCHAR(9) DEFAULT 'ü'");
            await(running, () -> redis.hexists("t:5", "last") && "7".equals(redis.hget("t:4", "more")));
            running.terminate();
            running.expectSuccess();
        }
        assertThat(catchUp(file)).contains(" up to ");
        new BinlogComparison(source, target).requireEqual(TABLES);
    }

    @Test
    void namesAWrongPasswordWithoutShowingIt() {
        String url = source.leatUrl().replaceAll(":[^:@]*@", ":canary-77@");

        refuses(PipelineFile.toRedis("wrong", url, names(source, TABLES), target.url()), "leat", "password");
    }

    // D18
    @Test
    void namesATableThatTheAccountMayNotReadWithTheGrant() {
        String user = "blind_" + source.name();
        server().execute(
                        "CREATE USER " + user + " IDENTIFIED BY 'canary-77'",
                        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + user);
        try {
            source.execute("CREATE TABLE other (id INT PRIMARY KEY)", "GRANT SELECT ON other TO " + user);
            String url = source.leatUrl().replaceAll("//[^@]*@", "//" + user + ":canary-77@");

            refuses(
                    PipelineFile.toRedis("blind", url, names(source, TABLES), target.url()),
                    source.name() + ".t",
                    "GRANT SELECT ON");
        } finally {
            server().execute("DROP USER " + user);
        }
    }

    private void refuses(PipelineFile file, String... words) {
        try (LeatProcess refused = Commands.catchUp(folder, file.in(folder));
                Jedis redis = target.open()) {
            assertThat(refused.awaitExit()).as(refused::err).isEqualTo(2);
            assertThat(refused.err()).contains(words).doesNotContain("canary-77", "\tat ");
            assertThat(redis.dbSize()).isZero();
        }
    }

    // M11, P12, X5
    @Test
    void stopsWhenTheLogIsPurgedBehindThePipelineUntilAReseed() {
        try (BinlogServer server = builder().start();
                BinlogDatabase database = server.createDatabase()) {
            database.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
            String file = file(database, TABLES);
            String position = catchUp(file).replaceAll("(?s).*, up to (\\S+).*", "$1");
            try (LeatProcess check = leat("check", file)) {
                check.expectSuccess();
            }
            database.execute("DELETE FROM t WHERE id = 1", "UPDATE t SET v = 'unseen'", "FLUSH BINARY LOGS");
            purgeAllButTheLast(database);

            try (LeatProcess check = leat("check", "--json", file)) {
                assertThat(check.awaitExit()).as(check::err).isEqualTo(1);
                assertThat(check.out()).contains("\"code\":\"gap\"", position, lastLog(database), "leat reseed FILE");
            }
            for (int i = 0; i < 2; i++) { // it stays
                try (LeatProcess gap = Commands.catchUp(folder, file)) {
                    assertThat(gap.awaitExit()).as(gap::err).isEqualTo(3);
                    assertThat(gap.err()).contains("leat reseed " + file, position, lastLog(database));
                }
            }
            try (LeatProcess wish = Commands.reseed(folder, file)) {
                wish.expectSuccess();
            }
            assertThat(catchUp(file)).contains(" 1 rows seeded");
            new BinlogComparison(database, target).requireEqual(TABLES);
            database.execute("INSERT INTO t VALUES (3, 'streamed')");
            assertThat(catchUp(file)).contains(" 0 rows seeded");
            new BinlogComparison(database, target).requireEqual(TABLES);
        }
    }

    /** The server keeps what it thinks that somebody still reads. */
    private static void purgeAllButTheLast(BinlogDatabase database) {
        String last = lastLog(database);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            database.execute("PURGE BINARY LOGS TO '" + last + "'");
            return database.query("SHOW BINARY LOGS").equals(last);
        });
    }

    private static String lastLog(BinlogDatabase database) {
        return database.query(database.server().isMariaDb() ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS");
    }

    @Test
    void initWritesAFileThatRunsAsItIs() throws IOException {
        source.execute(
                "CREATE TABLE `li``nes` (`order` BIGINT UNSIGNED, no INT, price DECIMAL(10,2), PRIMARY KEY (`order`, no))",
                "CREATE TABLE loose (id INT)",
                "CREATE VIEW seen AS SELECT * FROM t",
                "INSERT INTO `li``nes` VALUES (7, 1, 2.50)");

        String written;
        try (LeatProcess init = leat("init", source.leatUrl())) {
            init.expectSuccess();
            written = init.out();
            assertThat(init.err()).contains(" tables can be captured as they are");
        }
        Files.writeString(folder.resolve("first.yaml"), written, UTF_8);

        assertThat(written)
                .contains("type: mysql", "password: '${env:LEAT_PASSWORD}'")
                .contains("- " + source.name() + ".t", "key: id;", "key: order, no;")
                .doesNotContain("seen", BinlogServer.PASSWORD);
        try (LeatProcess run = leat("run", "--until", "caught-up", "--http", "off", "first.yaml")) {
            run.expectSuccess();
            assertThat(run.out()).contains("\"price\":2.50", "\"v\":\"one\"");
        }
    }

    @Test
    void tailPrintsWhatChangesFromNowOnAndLeavesNothingBehind() {
        try (LeatProcess tail = leat("tail", source.leatUrl())) {
            await(tail, () -> tail.err().contains("waiting for changes"));
            source.execute("UPDATE t SET v = 'after' WHERE id = 1", "INSERT INTO t VALUES (5, 'new')");
            await(tail, () -> tail.out().lines().count() == 2);
            tail.terminate();
            tail.expectSuccess();
            assertThat(tail.out().lines().toList())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("\"op\":\"update\"", "\"v\":\"after\""),
                            second -> assertThat(second).contains("\"op\":\"insert\"", "\"" + source.name() + ".t\""));
        }
        assertThat(folder.resolve("leat-state")).doesNotExist();
    }

    @Test
    void checkNamesWhatIsWrongAndTeardownRemovesWhatThePipelineOwnsAndNoRow() {
        String file = file(source, TABLES);
        try (LeatProcess check = leat("check", file)) {
            check.expectSuccess();
            assertThat(check.out()).doesNotContain(BinlogServer.PASSWORD);
        }
        assertThat(folder.resolve("leat-state")).as("a check changes nothing").doesNotExist();
        source.execute("CREATE TABLE loose (id INT)");
        try (LeatProcess check = leat("check", file(source, List.of("t", "loose")))) {
            assertThat(check.awaitExit()).as(check::err).isEqualTo(1);
            assertThat(check.out()).contains(source.name() + ".loose", "add a primary key");
        }
        file(source, TABLES);
        catchUp(file);

        try (LeatProcess listed = leat("teardown", file)) {
            listed.expectSuccess();
            assertThat(listed.out()).contains("sink redis: ", "state folder ");
        }
        assertThat(folder.resolve("leat-state/" + source.name())).exists();
        try (LeatProcess removed = leat("teardown", "--yes", file);
                Jedis redis = target.open()) {
            removed.expectSuccess();
            assertThat(folder.resolve("leat-state/" + source.name())).doesNotExist();
            assertThat(redis.keys("*")).containsExactlyInAnyOrder("t:1", "t:2");
        }
    }

    // P18: many small columns take more memory than their values do
    @Test
    @Tag("slow")
    void leadsAWideTableInASmallHeap() {
        int doublings = 18;
        String numbers = "1" + ", 1".repeat(9);
        String texts = ", 'some text'".repeat(9);
        source.execute("CREATE TABLE wide (id INT PRIMARY KEY" + columns("n", 10, "INT")
                + columns("s", 9, "VARCHAR(20)") + ")");
        source.execute("INSERT INTO wide VALUES (0, " + numbers + texts + ")");
        for (int i = 0; i < doublings; i++) {
            source.execute("INSERT INTO wide SELECT id + " + (1 << i) + ", " + numbers + texts + " FROM wide");
        }
        String file = new PipelineFile(
                        source.name(), source.leatUrl(), names(source, List.of("wide")), "type: stdout", "")
                .in(folder);

        assertThat(catchUp(file)).contains(" " + (1 << doublings) + " rows seeded");
        source.execute("UPDATE wide SET n0 = 2");
        assertThat(catchUp(file)).contains(": " + (1 << doublings) + " changes");
    }

    private static String columns(String prefix, int count, String type) {
        return IntStream.range(0, count)
                .mapToObj(i -> ", " + prefix + i + " " + type)
                .collect(Collectors.joining());
    }

    private LeatProcess leat(String... arguments) {
        return LeatProcess.start(folder, HEAP, Map.of("LEAT_PASSWORD", BinlogServer.PASSWORD), arguments);
    }

    private String file(BinlogDatabase database, Collection<String> tables) {
        return PipelineFile.toRedis(database.name(), database.leatUrl(), names(database, tables), target.url())
                .with("seed: {chunk-rows: 500}")
                .in(folder);
    }

    private static List<String> names(BinlogDatabase database, Collection<String> tables) {
        return tables.stream().map(table -> database.name() + "." + table).toList();
    }

    private String catchUp(String file) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            return run.err();
        }
    }

    private boolean isSeeded(Jedis redis, Collection<String> tables) {
        return redis.hvals("leat:" + source.name() + ":seeded").stream()
                        .filter(record -> record.contains("\"state\":\"seeded\""))
                        .count()
                == tables.size();
    }

    private static long ledgerRows(Jedis redis) {
        return redis.keys("ledger:*").size();
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
        assertThat(process.isAlive()).as(process::err).isTrue();
    }
}
