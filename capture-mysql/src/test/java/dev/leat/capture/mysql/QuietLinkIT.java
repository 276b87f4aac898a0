package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.xa.PreparedLimits;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.sink.MemorySink;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections over which nothing comes: nobody reads, the server hangs, or it prefers somebody else. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with create()
@Tag("slow")
final class QuietLinkIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Map<BinlogProduct, BinlogServer> SERVERS = new EnumMap<>(BinlogProduct.class);

    private BinlogServer server;
    private BinlogDatabase database;
    private TableId items;

    private void create(BinlogProduct product) {
        server = SERVERS.computeIfAbsent(
                product, any -> any.builder().setting("net_write_timeout", "1").start());
        database = server.createDatabase();
        items = new TableId(database.name(), "items");
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, note LONGTEXT)");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @AfterAll
    static void closeServers() {
        SERVERS.values().forEach(BinlogServer::close);
    }

    // M14
    @ParameterizedTest
    @EnumSource
    void aStreamThatNobodyPollsStaysConnected(BinlogProduct product) {
        create(product);
        try (MySqlCapture capture = capture(new MemoryState(), Duration.ofSeconds(30), "0");
                PolledStream stream = PolledStream.open(capture)) {
            for (int id = 1; id <= 16; id++) { // more than the kernel takes
                database.execute("INSERT INTO items VALUES (" + id + ", REPEAT('x', 1000000))");
            }
            long begin = seconds();
            await().atMost(SOON).until(() -> seconds() > begin + 3);

            stream.awaitWhole(16);
        }
    }

    // M15
    @ParameterizedTest
    @EnumSource
    void onePipelineOfTwoWithTheSameServerIdStops(BinlogProduct product) {
        create(product);
        MemorySink ours = new MemorySink();
        MemorySink theirs = new MemorySink();
        MemoryState state = new MemoryState();
        database.execute("INSERT INTO items VALUES (1, '')");
        try (RunningPipeline first =
                RunningPipeline.start(capture(state, Duration.ofSeconds(30), "4711"), ours.sink(), state)) {
            await().atMost(SOON).until(() -> ours.rows(items).containsKey("1"));
            MemoryState other = new MemoryState();
            try (RunningPipeline second =
                    RunningPipeline.start(capture(other, Duration.ofSeconds(30), "4711"), theirs.sink(), other)) {
                Outcome stopped = first.await(SOON);
                CdcException cause = Objects.requireNonNull(stopped.cause());
                assertThat(cause.kind()).as(cause.getMessage()).isEqualTo(ErrorKind.SETUP);
                assertThat(cause).hasMessageContaining("server-id 4711");
                assertThat(stopped.exitCode()).isNotZero();

                database.execute("INSERT INTO items VALUES (2, '')");
                await().atMost(SOON).until(() -> theirs.rows(items).containsKey("2"));
                assertThat(second.isOver()).isFalse();
            }
        }
    }

    // M20
    @ParameterizedTest
    @EnumSource
    void aServerThatHangsIsNoticed(BinlogProduct product) {
        create(product);
        try (MySqlCapture capture = capture(new MemoryState(), Duration.ofSeconds(1), "0")) {
            try (PolledStream stream = PolledStream.open(capture)) {
                database.execute("INSERT INTO items VALUES (1, '')");
                stream.awaitWhole(1);
                stream.confirm();
                server.pause();
                CdcException failure;
                try {
                    failure = stream.awaitFailure();
                } finally {
                    server.resume();
                }
                assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION);
                assertThat(failure).hasMessageContaining("not even a heartbeat");
            }
            database.execute("INSERT INTO items VALUES (2, '')");
            try (PolledStream next = PolledStream.again(capture)) {
                next.awaitWhole(1);
                assertThat(next.whole().get(0).text()).isEqualTo("insert 2");
            }
        }
    }

    private long seconds() {
        return Long.parseLong(server.query("SELECT UNIX_TIMESTAMP()"));
    }

    private MySqlCapture capture(StateStore state, Duration maxSilence, String serverId) {
        return new MySqlCapture(
                MySqlOptions.read(
                        GivenOptions.of(MySqlOptions.declared(), "url", database.leatUrl(), "server-id", serverId)),
                Captures.context(1000, state),
                maxSilence,
                new PreparedLimits(1 << 20));
    }
}
