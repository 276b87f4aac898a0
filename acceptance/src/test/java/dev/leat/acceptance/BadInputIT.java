package dev.leat.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What can't work is refused with its reason, its remedy and exit code 2, and nothing was changed anywhere. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadInputIT {
    private static final List<String> TABLES = List.of("public.t");
    private static Unreachable unreachable;

    private final RedisTarget target = Servers.newTarget();
    private TestDatabase source;
    private PipelineFile good;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startWhatTakesLong(@TempDir Path apart) {
        unreachable = Unreachable.start(apart);
    }

    @AfterAll
    static void endWhatTakesLong() {
        unreachable.close();
    }

    @BeforeEach
    void createTable() {
        source = PostgresServer.shared().createDatabase();
        source.execute("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a')");
        good = PipelineFile.toRedis(source.name(), source.leatUrl(), TABLES, target.url());
    }

    @AfterEach
    void drop() {
        source.close();
    }

    // C1, P15: all problems of a file at once, each with its place
    @Test
    void namesEveryProblemOfAFile() throws IOException {
        String text = good.with("parallelizm: 2\nbatch: {max-delay: 20, max-bytes: 4MiB}\nname: twice")
                .text();
        Files.writeString(folder.resolve("bad.yaml"), text, UTF_8);

        refuses("bad.yaml", 2, "bad.yaml:", "parallelizm", "parallelism", "max-delay", "name");
    }

    @Test
    void namesAnEnvironmentVariableThatIsNotThere() {
        refuses(
                good.from("postgresql://leat:${env:LEAT_NO_SUCH_PASSWORD}@127.0.0.1:5432/x"),
                2,
                "LEAT_NO_SUCH_PASSWORD");
    }

    @Test
    void namesAWrongPasswordWithoutShowingIt() {
        String url = "postgresql://leat:not-the-password@127.0.0.1:"
                + source.server().port() + "/" + source.name();

        LeatProcess run = refuses(good.from(url), 2, "password", "leat");
        assertThat(run.err()).doesNotContain("not-the-password");
    }

    // D18: the role that a pipeline uses may not replicate
    @Test
    void namesAMissingGrant() {
        source.server().execute("CREATE ROLE reader_" + source.name() + " LOGIN PASSWORD 'reader'");
        try {
            String url = "postgresql://reader_" + source.name() + ":reader@127.0.0.1:"
                    + source.server().port() + "/" + source.name();

            refuses(good.from(url), 2, "REPLICATION", "ALTER ROLE");
        } finally {
            source.server().execute("DROP ROLE reader_" + source.name());
        }
    }

    @Test
    void namesAWrongWalLevel() {
        try (PostgresServer server =
                        PostgresServer.builder().setting("wal_level", "replica").start();
                TestDatabase database = server.createDatabase()) {
            database.execute("CREATE TABLE t (id int PRIMARY KEY)");

            refuses(good.from(database.leatUrl()), 2, "wal_level", "ALTER SYSTEM SET wal_level = logical");
        }
    }

    // G9: the server would then refuse the application's own updates
    @Test
    void namesATableWithoutIdentity() {
        source.execute("CREATE TABLE keyless (v text)");

        refuses(tables("public.keyless"), 2, "public.keyless", "REPLICA IDENTITY", "exclude");
        refuses(tables("'public.*'"), 2, "public.keyless", "REPLICA IDENTITY", "exclude");
    }

    @Test
    void namesATableThatIsNotThere() {
        refuses(tables("public.nowhere"), 2, "public.nowhere");
    }

    @Test
    void namesASlotOfAnotherPlugin() {
        superuser("SELECT pg_create_logical_replication_slot('leat_" + source.name() + "', 'test_decoding')");

        refuses(good, 2, "test_decoding", "pg_drop_replication_slot");
    }

    @Test
    void namesATableThatAPublicationLacks() {
        superuser("CREATE TABLE other (id int PRIMARY KEY)");
        superuser("CREATE PUBLICATION mine FOR TABLE other");
        PipelineFile file = new PipelineFile(
                good.name(), source.leatUrl() + "'\n  publication: 'mine", TABLES, good.sink(), good.more());

        refuses(file, 2, "publication mine", "ALTER PUBLICATION \"mine\" ADD TABLE", "\"t\"");
    }

    @Test
    void namesTheStateFolderOfAnotherSource() {
        succeeds(good);
        try (TestDatabase other = PostgresServer.shared().createDatabase()) {
            other.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
            String before = stateOf(other);
            String seeded = stateOf(source);
            long keys = targetSize();

            LeatProcess run = run(good.from(other.leatUrl()));
            assertThat(run.awaitExit()).as(run::err).isEqualTo(2);
            assertThat(run.err()).contains("leat-state", "belongs to", "mv ");
            assertThat(stateOf(other)).isEqualTo(before);
            assertThat(stateOf(source)).isEqualTo(seeded);
            assertThat(targetSize()).isEqualTo(keys);
        }
    }

    // E4, P15
    @Test
    void refusesDamagedStateAndNeverTakesItForNone() throws IOException {
        succeeds(good);
        for (Path file : stateFiles()) {
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            damaged[damaged.length - 1] ^= 1;
            Files.write(file, damaged);
            String before = stateOf(source);

            LeatProcess run = run(good);
            assertThat(run.awaitExit()).as(file + " " + run.err()).isEqualTo(2);
            assertThat(run.err()).contains(file.getFileName().toString());
            assertThat(stateOf(source)).isEqualTo(before);
            Files.write(file, whole);
        }
    }

    // E4, P15
    @Test
    void refusesStateOfANewerFormatAndLeavesItAsItIs() throws IOException {
        succeeds(good);
        Path cursor = stateFiles().stream()
                .filter(path -> path.endsWith("cursor.value"))
                .findFirst()
                .orElseThrow();
        byte[] newer = Files.readAllBytes(cursor);
        newer[9] = 9;
        Files.write(cursor, newer);
        String before = stateOf(source);

        try (LeatProcess run = run(good)) {
            assertThat(run.awaitExit()).as(run::err).isEqualTo(2);
            assertThat(run.err()).contains("cursor.value has format 9", "run the release that wrote it");
        }
        assertThat(stateOf(source)).isEqualTo(before);
        assertThat(Files.readAllBytes(cursor)).isEqualTo(newer);
    }

    // P16: the second of two processes fails at once
    @Test
    void namesTheProcessThatHoldsTheState() {
        String file = good.in(folder);
        try (LeatProcess first = Commands.run(folder, file)) {
            Awaitility.await().until(() -> !first.isAlive() || targetSize() > 1);
            assertThat(first.isAlive()).as(first::err).isTrue();

            LeatProcess second = run(good);
            assertThat(second.awaitExit()).as(second::err).isEqualTo(2);
            assertThat(second.err()).containsIgnoringCase("state folder").contains("pid");
            assertThat(first.isAlive()).isTrue();
        }
    }

    // G26, P16: another process, with a state folder of its own, streams from the slot
    @Test
    void namesWhoUsesTheSlot(@TempDir Path elsewhere) {
        try (LeatProcess first = Commands.run(folder, good.in(folder))) {
            Awaitility.await().until(() -> !first.isAlive() || targetSize() > 1);
            PipelineFile impatient = good.from(source.leatUrl() + "'\n  slot-wait: '1s");
            String before = objectsOf(source);
            long keys = targetSize();

            LeatProcess second = Commands.catchUp(elsewhere, impatient.in(elsewhere));
            assertThat(second.awaitExit()).as(second::err).isEqualTo(1);
            assertThat(second.err()).contains("slot leat_" + source.name(), "in use", "leat " + source.name());
            assertThat(objectsOf(source)).isEqualTo(before);
            assertThat(targetSize()).isEqualTo(keys);
            assertThat(first.isAlive()).as(first::err).isTrue();
        }
    }

    // C1: the server is tried for a while, for it may be starting
    @Test
    @Order(Integer.MAX_VALUE)
    void namesAServerThatCannotBeReached() {
        unreachable.requireBothAreNamed();
    }

    @Test
    void namesAPluginThatBringsNothing() throws IOException {
        Path plugins = copyOfPlugins();
        Path jar = plugins.resolve("nothing.jar");
        try (JarOutputStream empty = new JarOutputStream(Files.newOutputStream(jar))) {
            empty.putNextEntry(new JarEntry("readme.txt"));
        }

        refusesPlugins(plugins, jar.toString(), "brings neither a capture nor a sink", "remove it");
    }

    @Test
    void namesBothPluginsOfOneType() throws IOException {
        Path plugins = copyOfPlugins();
        Path redis = LeatProcess.plugins().stream()
                .filter(path -> path.endsWith("sink-redis"))
                .findFirst()
                .orElseThrow();
        Files.createSymbolicLink(plugins.resolve("another"), redis);

        refusesPlugins(
                plugins,
                "two plugins bring the sink type redis",
                plugins.resolve("another").toString(),
                plugins.resolve("sink-redis").toString(),
                "remove one of them");
    }

    private Path copyOfPlugins() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        for (Path plugin : LeatProcess.plugins()) {
            Files.createSymbolicLink(plugins.resolve(plugin.getFileName()), plugin);
        }
        return plugins;
    }

    private void refusesPlugins(Path plugins, String... words) {
        String before = stateOf(source);
        try (LeatProcess run = Commands.catchUpWith(plugins, folder, good.in(folder))) {
            requireRefusal(run, 2, before, words);
        }
        assertThat(folder.resolve("leat-state")).doesNotExist();
    }

    private PipelineFile tables(String... included) {
        return new PipelineFile(good.name(), good.sourceUrl(), List.of(included), good.sink(), good.more());
    }

    private void succeeds(PipelineFile file) {
        try (LeatProcess run = run(file)) {
            run.expectSuccess();
        }
    }

    private LeatProcess run(PipelineFile file) {
        return Commands.catchUp(folder, file.in(folder));
    }

    private LeatProcess refuses(PipelineFile file, int exitCode, String... words) {
        return refuses(file.in(folder), exitCode, words);
    }

    private LeatProcess refuses(String file, int exitCode, String... words) {
        String before = stateOf(source);
        LeatProcess run = Commands.catchUp(folder, file);
        requireRefusal(run, exitCode, before, words);
        return run;
    }

    private void requireRefusal(LeatProcess run, int exitCode, String before, String... words) {
        assertThat(run.awaitExit()).as(run::err).isEqualTo(exitCode);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
        assertThat(stateOf(source)).as("slots and publications").isEqualTo(before);
        assertThat(targetSize()).as("keys in the target").isZero();
    }

    private long targetSize() {
        try (Jedis redis = target.open()) {
            return redis.dbSize();
        }
    }

    private void superuser(String sql) {
        try (Connection connection = source.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The same where a pipeline runs, which confirms. */
    private static String objectsOf(TestDatabase database) {
        return stateOf(database).replaceAll("[0-9A-F]+/[0-9A-F]+", "");
    }

    /** Everything that a start may make or move on a source. */
    private static String stateOf(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (SELECT string_agg(slot_name || plugin || coalesce(confirmed_flush_lsn::text, ''), ','"
                                + " ORDER BY slot_name) FROM pg_replication_slots WHERE database = current_database()),"
                                + " (SELECT string_agg(p.pubname || t.tablename, ',' ORDER BY 1) FROM pg_publication p"
                                + " JOIN pg_publication_tables t USING (pubname))")) {
            row.next();
            return row.getString(1) + " " + row.getString(2);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two runs that try to reach somebody for a while, beside the other tests: one its source, one its sink. */
    private record Unreachable(TestDatabase source, RedisTarget target, LeatProcess noSource, LeatProcess noSink)
            implements AutoCloseable {
        static Unreachable start(Path folder) {
            TestDatabase source = PostgresServer.shared().createDatabase();
            source.execute("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a')");
            RedisTarget target = Servers.newTarget();
            PipelineFile noSource =
                    PipelineFile.toRedis("no_source", "postgresql://leat@127.0.0.1:1/x", TABLES, target.url());
            PipelineFile noSink = PipelineFile.toRedis("no_sink", source.leatUrl(), TABLES, "redis://127.0.0.1:1");
            return new Unreachable(
                    source,
                    target,
                    Commands.catchUp(folder, noSource.in(folder)),
                    Commands.catchUp(folder, noSink.in(folder)));
        }

        void requireBothAreNamed() {
            String before = stateOf(source);
            for (LeatProcess run : List.of(noSource, noSink)) {
                assertThat(run.awaitExit()).as(run::err).isEqualTo(1);
                assertThat(run.err()).contains("127.0.0.1:1").contains("trying again");
            }
            assertThat(before).isEqualTo("null null");
            assertThat(stateOf(source)).isEqualTo(before);
            try (Jedis redis = target.open()) {
                assertThat(redis.dbSize()).isZero();
            }
        }

        @Override
        public void close() {
            noSource.close();
            noSink.close();
            source.close();
        }
    }

    private List<Path> stateFiles() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("leat-state"))) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().contains("lock"))
                    .toList();
        }
    }
}
