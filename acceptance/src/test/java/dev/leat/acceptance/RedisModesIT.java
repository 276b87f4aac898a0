package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole pipelines into the modes of the Redis sink. */
@Timeout(180)
final class RedisModesIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LEFT_OUT = "4711-0815";

    @TempDir
    private Path folder;

    // P3, P8: a JSON text can't leave a column alone, so the value that the log did not carry is read again
    @Test
    void jsonHoldsWhatTheSourceHoldsAlsoWhereTheLogLeftValuesOut() throws SQLException {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            createDocuments(source);
            String file = file("texts", source, target, "mode: json");
            catchUp(file);

            source.execute("UPDATE doc SET n = n + 100 WHERE id % 2 = 0");
            source.execute("DELETE FROM doc WHERE id = 5");
            source.execute("UPDATE doc SET id = 1000 WHERE id = 7");
            catchUp(file);

            assertThat(redis.keys("doc:*")).hasSize(199);
            for (int id : List.of(1, 2, 4, 200, 1000)) {
                assertThat(JSON.readTree(redis.get("doc:" + id))).isEqualTo(row(source, id));
            }
        }
    }

    // G8: in a transaction with its insert, with a moved key, and under each identity
    @Test
    void noModeLosesAValueThatTheLogLeftOut() throws SQLException {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            for (String identity : List.of("DEFAULT", "USING INDEX docs_n", "FULL")) {
                String table = identity.substring(0, 1).toLowerCase(Locale.ROOT);
                source.execute(
                        "CREATE TABLE " + table + " (id int PRIMARY KEY, n int NOT NULL, wide text)",
                        "ALTER TABLE " + table + " ALTER COLUMN wide SET STORAGE EXTERNAL",
                        "CREATE UNIQUE INDEX " + table + "_n ON " + table + " (n)",
                        "ALTER TABLE " + table + " REPLICA IDENTITY " + identity.replace("docs", table),
                        "INSERT INTO " + table + " SELECT i, i, repeat(i::text, 4000) FROM generate_series(1, 9) i");
            }
            String file = new PipelineFile(
                            "kept",
                            source.leatUrl(),
                            List.of("'public.*'"),
                            "type: redis, url: '" + target.url()
                                    + "', name: h, key: 'h:{table}:{key}'}\n  - {type: redis, url: '" + target.url()
                                    + "', name: j, mode: json, key: 'j:{table}:{key}'",
                            "")
                    .in(folder);
            catchUp(file);

            for (String table : List.of("d", "u", "f")) {
                source.execute(
                        "UPDATE " + table + " SET n = n + 100 WHERE id = 1",
                        "UPDATE " + table + " SET id = 20 WHERE id = 2",
                        "BEGIN; INSERT INTO " + table + " VALUES (30, 30, repeat('z', 4000)); UPDATE " + table
                                + " SET n = 31 WHERE id = 30; UPDATE " + table + " SET id = 32 WHERE id = 30; COMMIT",
                        "BEGIN; UPDATE " + table + " SET n = 300 WHERE id = 3; UPDATE " + table
                                + " SET wide = NULL WHERE id = 3; COMMIT",
                        "BEGIN; DELETE FROM " + table + " WHERE id = 4; INSERT INTO " + table
                                + " VALUES (4, 40, repeat('y', 4000)); UPDATE " + table
                                + " SET n = 41 WHERE id = 4; COMMIT");
            }
            catchUp(file);

            for (String table : List.of("d", "u", "f")) {
                String key = table.equals("u") ? "n" : "id";
                assertThat(redis.keys("j:" + table + ":*")).hasSize(10);
                assertThat(redis.keys("h:" + table + ":*")).hasSize(10);
                for (JsonNode row : rows(source, table)) {
                    String name = table + ":" + row.get(key).asString();
                    assertThat(JSON.readTree(redis.get("j:" + name))).as(name).isEqualTo(row);
                    Map<String, String> fields = new TreeMap<>();
                    row.properties().stream()
                            .filter(field -> !field.getValue().isNull())
                            .forEach(field ->
                                    fields.put(field.getKey(), field.getValue().asString()));
                    assertThat(redis.hgetAll("h:" + name)).as(name).isEqualTo(fields);
                }
            }
        }
    }

    private static List<JsonNode> rows(TestDatabase source, String table) throws SQLException {
        List<JsonNode> all = new ArrayList<>();
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT to_jsonb(t)::text FROM " + table + " t")) {
            while (rows.next()) {
                all.add(JSON.readTree(rows.getString(1)));
            }
        }
        return all;
    }

    // P2
    @Test
    void aStreamTellsTheSeedOnceThenEveryChangeInTheOrderOfItsRow() {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            createDocuments(source);
            source.execute("CREATE TABLE note (line text)", "ALTER TABLE note REPLICA IDENTITY FULL"); // no key
            String file = file("stream", source, target, "mode: stream, max-length: 100000");
            catchUp(file);
            assertThat(changes(redis, "doc"))
                    .hasSize(200)
                    .allSatisfy(
                            change -> assertThat(change.get("op").asString()).isEqualTo("read"));

            source.execute("UPDATE doc SET n = 1 WHERE id = 3");
            source.execute("UPDATE doc SET n = 2 WHERE id = 3");
            source.execute("DELETE FROM doc WHERE id = 3");
            source.execute("INSERT INTO note VALUES ('a'), ('a')");
            catchUp(file);

            List<JsonNode> after = changes(redis, "doc").subList(200, 203);
            assertThat(changes(redis, "doc")).hasSize(203);
            assertThat(after)
                    .extracting(change -> change.get("op").asString())
                    .containsExactly("update", "update", "delete");
            assertThat(after.get(0).get("unchanged").get(0).asString()).isEqualTo("wide");
            assertThat(after)
                    .extracting(change -> change.get("sequence").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(changes(redis, "note"))
                    .extracting(change -> change.get("ordinal").asInt())
                    .containsExactly(0, 1);
        }
    }

    @Test
    void aCacheLosesTheRowsThatChanged() {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open()) {
            createDocuments(source);
            String file = file("cache", source, target, "mode: invalidate");
            redis.set("doc:1", "from before");
            catchUp(file);
            assertThat(redis.exists("doc:1")).isFalse();
            for (int id = 1; id <= 4; id++) {
                redis.set("doc:" + id, "cached");
            }

            source.execute("UPDATE doc SET n = 1 WHERE id = 1");
            source.execute("DELETE FROM doc WHERE id = 2");
            source.execute("UPDATE doc SET id = 1000 WHERE id = 3");
            catchUp(file);

            assertThat(redis.keys("doc:*")).containsExactly("doc:4");
        }
    }

    // P8, S000: what the file leaves out is in no mode, neither of rows that were read nor of changes nor of old rows
    @Test
    void everyModeHasTheColumnsThatTheFileSelectsAndNoOther() throws Exception {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase();
                Jedis redis = target.open();
                Told told = new Told(target, source.name() + ".*")) {
            source.execute(
                    "CREATE TABLE paid (card text, id int, n int, wide text, tenant text, PRIMARY KEY (tenant, id))",
                    "ALTER TABLE paid ALTER COLUMN wide SET STORAGE EXTERNAL",
                    "INSERT INTO paid SELECT '" + LEFT_OUT + "', i, i, repeat('w', 4000), 'a:b'"
                            + " FROM generate_series(1, 3) i");
            String file = selecting(source, target, "{table: public.paid, columns: [wide, id, n, tenant]}");
            catchUp(file);
            for (int id = 1; id <= 3; id++) {
                redis.set("i:paid:a\\:b:" + id, "cached");
            }

            source.execute("UPDATE paid SET n = 20, card = '" + LEFT_OUT + "!' WHERE id = 2"); // wide is not logged
            source.execute("UPDATE paid SET card = '" + LEFT_OUT + "?' WHERE id = 3");
            source.execute("ALTER TABLE paid REPLICA IDENTITY FULL", "DELETE FROM paid WHERE id = 1");
            catchUp(file);

            String wide = "w".repeat(4000);
            assertThat(redis.keys("h:*")).containsExactlyInAnyOrder("h:paid:a\\:b:2", "h:paid:a\\:b:3");
            assertThat(redis.hgetAll("h:paid:a\\:b:2"))
                    .isEqualTo(Map.of("tenant", "a:b", "id", "2", "n", "20", "wide", wide));
            assertThat(redis.get("j:paid:a\\:b:2"))
                    .isEqualTo("{\"id\":2,\"n\":20,\"wide\":\"" + wide + "\",\"tenant\":\"a:b\"}");
            assertThat(changes(redis, "s:paid"))
                    .hasSize(6)
                    .allSatisfy(change -> assertThat(change.toString()).doesNotContain(LEFT_OUT, "card"))
                    .filteredOn(change -> change.get("op").asString().equals("delete"))
                    .singleElement()
                    .satisfies(delete -> assertThat(delete.get("before").propertyNames())
                            .containsExactly("id", "n", "wide", "tenant"));
            assertThat(redis.keys("i:*")).isEmpty();
            assertThat(told.messages(source.name() + ".paid", 6)).noneMatch(message -> message.contains(LEFT_OUT));
        }
    }

    @Test
    void aKeyColumnCannotBeLeftOut() {
        RedisTarget target = Servers.newTarget();
        try (TestDatabase source = PostgresServer.shared().createDatabase()) {
            createDocuments(source);
            try (LeatProcess leat =
                    Commands.catchUp(folder, selecting(source, target, "{table: public.doc, columns: [n]}"))) {
                assertThat(leat.awaitExit()).isEqualTo(2);
                assertThat(leat.err()).contains("column id belongs to the key of public.doc; add it to `columns`");
            }
        }
    }

    /** A pipeline with a sink of each mode, each under names of its own. */
    private String selecting(TestDatabase source, RedisTarget target, String table) {
        String sinks = Stream.of(
                        "name: h, mode: hash, key: 'h:{table}:{key}'",
                        "name: j, mode: json, key: 'j:{table}:{key}'",
                        "name: s, mode: stream, key: 's:{table}'",
                        "name: p, mode: publish, channel: '" + source.name() + ".{table}'",
                        "name: i, mode: invalidate, key: 'i:{table}:{key}'")
                .map(mode -> "type: redis, url: '" + target.url() + "', " + mode)
                .collect(Collectors.joining("}\n  - {"));
        return new PipelineFile("modes", source.leatUrl(), List.of(table), sinks, "").in(folder);
    }

    /** What was published on channels that match a pattern. Channels belong to a server, not to a database of it. */
    private static final class Told implements AutoCloseable {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final CountDownLatch listening = new CountDownLatch(1);
        private final Thread thread;
        private final JedisPubSub subscription = new JedisPubSub() {
            @Override
            public void onPSubscribe(String pattern, int count) {
                listening.countDown();
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
                messages.add(channel + " " + message);
            }
        };

        Told(RedisTarget target, String pattern) throws InterruptedException {
            thread = new Thread(() -> {
                try (Jedis redis =
                        new Jedis(target.server().host(), target.server().port())) {
                    redis.psubscribe(subscription, pattern);
                }
            });
            thread.start();
            assertThat(listening.await(60, TimeUnit.SECONDS)).isTrue();
        }

        List<String> messages(String channel, int count) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> messages.size() >= count);
            assertThat(messages).hasSize(count).allMatch(message -> message.startsWith(channel + " "));
            return messages;
        }

        @Override
        public void close() {
            subscription.punsubscribe();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static JsonNode row(TestDatabase source, int id) throws SQLException {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT to_jsonb(doc)::text FROM doc WHERE id = " + id)) {
            assertThat(rows.next()).isTrue();
            return JSON.readTree(rows.getString(1));
        }
    }

    private static void createDocuments(TestDatabase source) {
        source.execute("CREATE TABLE doc (id int PRIMARY KEY, n int, wide text)");
        source.execute("ALTER TABLE doc ALTER COLUMN wide SET STORAGE EXTERNAL");
        source.execute("INSERT INTO doc SELECT i, i, repeat(i::text, 4000) FROM generate_series(1, 200) i");
    }

    private String file(String name, TestDatabase source, RedisTarget target, String mode) {
        PipelineFile file = PipelineFile.toRedis(name, source.leatUrl(), List.of("'public.*'"), target.url());
        return new PipelineFile(name, file.sourceUrl(), file.tables(), file.sink() + ", " + mode, file.more())
                .in(folder);
    }

    private void catchUp(String file) {
        try (LeatProcess leat = Commands.catchUp(folder, file)) {
            leat.expectSuccess();
        }
    }

    private static List<JsonNode> changes(Jedis redis, String stream) {
        List<JsonNode> changes = new ArrayList<>();
        for (StreamEntry entry : redis.xrange(stream, (StreamEntryID) null, null)) {
            changes.add(JSON.readTree(entry.getFields().get("change")));
        }
        return changes;
    }
}
