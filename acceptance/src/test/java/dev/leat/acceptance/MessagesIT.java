package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Logical messages as an outbox, through the packaged product. */
@Timeout(180)
final class MessagesIT {
    private static final int ORDERS = 60;
    private static final JsonMapper JSON = new JsonMapper();

    private final TestDatabase source = PostgresServer.shared().createDatabase();
    private final RedisTarget target = Servers.newTarget();

    @TempDir
    private Path folder;

    @AfterEach
    void dropSource() {
        source.close();
    }

    // P1, P2: kill -9 while messages stream; some more while nobody runs; then one of no transaction is the log's last
    // record
    @Test
    void noMessageIsLostThoughKilled() throws IOException {
        source.execute("CREATE TABLE orders (id int PRIMARY KEY)", "INSERT INTO orders VALUES (0)");
        file("""
                  - {type: file, path: changes.jsonl}
                  - {type: redis, name: out, url: '%1$s', mode: stream, key: 'out:{table}'}
                  - {type: redis, name: rows, url: '%1$s'}
                """.formatted(target.url()));
        try (Jedis redis = target.open()) {
            try (LeatProcess killed = run()) {
                await(killed, () -> redis.exists("orders:0"));
                place(1, ORDERS / 3);
                await(killed, () -> contents(redis, "placed").size() > ORDERS / 6);
                place(ORDERS / 3 + 1, ORDERS / 2);
                killed.kill9();
            }
            place(ORDERS / 2 + 1, ORDERS);
            source.execute(
                    "SELECT pg_logical_emit_message(true, 'blob', '\\x00ff'::bytea)",
                    "SELECT pg_logical_emit_message(true, 'unwanted', 'x')",
                    "SELECT pg_logical_emit_message(false, 'audit.last', 'end')");
            try (LeatProcess last = run("--until", "caught-up")) {
                last.expectSuccess();
            }

            List<String> numbers =
                    IntStream.rangeClosed(1, ORDERS).mapToObj(Integer::toString).toList();
            for (String prefix : List.of("placed", "audit.x")) {
                assertThat(contents(redis, prefix)).as("stream of %s", prefix).isEqualTo(numbers);
                assertThat(taken(lines(), prefix)).as("lines of %s", prefix).isEqualTo(numbers);
            }
            assertThat(contents(redis, "blob")).containsExactly("AP8=");
            assertThat(contents(redis, "audit.last")).containsExactly("end");
            assertThat(contents(redis, "orders")).as("rows").hasSize(ORDERS + 1);
            assertThat(redis.keys("orders:*")).hasSize(ORDERS + 1);
            assertThat(redis.keys("*"))
                    .as("the sink of rows has no place for messages")
                    .noneMatch(key -> key.startsWith("placed") || key.startsWith("audit") || key.contains("unwanted"));
        }
    }

    @Test
    void doesNotStartWhereNoSinkTakesThem() throws IOException {
        source.execute("CREATE TABLE orders (id int PRIMARY KEY)");
        file("  - {type: redis, url: '" + target.url() + "'}\n");

        try (LeatProcess refused = run()) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("`messages`", "no sink takes them", "add a sink that keeps every change");
        }
        assertThat(source.server()
                        .query("SELECT count(*) FROM pg_replication_slots WHERE database = '" + source.name() + "'"))
                .isEqualTo("0");
    }

    private void file(String sinks) throws IOException {
        Files.writeString(folder.resolve("outbox.yaml"), """
                capture:
                  type: postgres
                  url: '%s'
                  slot: leat_%s
                  messages: [placed, audit.*]
                  binary-messages: [blob]
                tables: {operations: [insert]}
                sinks:
                %s""".formatted(source.leatUrl(), source.name(), sinks));
    }

    /** Each order with the message of its transaction, and one beside it. */
    private void place(int first, int last) {
        for (int id = first; id <= last; id++) {
            source.execute(
                    "BEGIN; SELECT pg_logical_emit_message(true, 'placed', '" + id + "'); INSERT INTO orders VALUES ("
                            + id + "); COMMIT",
                    "SELECT pg_logical_emit_message(false, 'audit.x', '" + id + "')");
        }
    }

    private LeatProcess run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "outbox.yaml", "--http", "off"));
        arguments.addAll(List.of(more));
        return LeatProcess.start(folder, "-Xmx64m", arguments.toArray(String[]::new));
    }

    private static void await(LeatProcess process, BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || wanted.getAsBoolean());
        assertThat(process.isAlive()).as(process::err).isTrue();
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(folder.resolve("changes.jsonl")).stream()
                .map(JSON::readTree)
                .toList();
    }

    private static List<String> contents(Jedis redis, String name) {
        List<JsonNode> entries = redis.xrange("out:" + name, (StreamEntryID) null, null).stream()
                .map(entry ->
                        JSON.readTree(Objects.requireNonNull(entry.getFields().get("change"))))
                .toList();
        return name.equals("orders")
                ? entries.stream()
                        .map(entry -> entry.get("key").get("id").asString())
                        .distinct()
                        .toList()
                : taken(entries, name);
    }

    /** The contents that a reader takes, which drops what comes twice. */
    private static List<String> taken(List<JsonNode> changes, String prefix) {
        List<String> contents = new ArrayList<>();
        long sequence = -1;
        int ordinal = -1;
        for (JsonNode change : changes) {
            if (!change.has("prefix") || !change.get("prefix").asString().equals(prefix)) {
                continue;
            }
            long nextSequence = change.get("sequence").asLong();
            int nextOrdinal = change.get("ordinal").asInt();
            if (nextSequence > sequence || (nextSequence == sequence && nextOrdinal > ordinal)) {
                contents.add(change.get("content").asString());
                sequence = nextSequence;
                ordinal = nextOrdinal;
            }
        }
        return contents;
    }
}
