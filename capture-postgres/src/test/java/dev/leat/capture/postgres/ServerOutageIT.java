package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stops, as a whole or in part: it is not held, and nothing is lost. */
@Timeout(180)
final class ServerOutageIT {
    private static final TableId ITEMS = new TableId("public", "items");

    private static PostgresServer server;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder().start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        database = server.createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)", "INSERT INTO items VALUES (0, 'old')");
        capture = TestCapture.of(database).watchEvery(Duration.ofMillis(200));
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** G21: a smart shutdown waits until every ordinary session has ended. */
    @Test
    void aSessionThatReadsRowsDoesNotHoldASmartShutdown() {
        capture.live();
        ChunkReader reader = capture.snapshot().openReader();
        assertThat(reader.next(ITEMS, null, 10).isLast()).isTrue();
        database.execute("INSERT INTO items VALUES (1, 'before')");

        server.stopSmart();

        assertThatThrownBy(() -> reader.estimateRows(ITEMS))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION));
        requireNothingLost();
    }

    /** G21: a walsender ends when all that the server has written is confirmed. A target that is away confirms nothing. */
    @Test
    void whatIsNotConfirmedDoesNotHoldAFastShutdown() {
        capture.live();
        database.execute("INSERT INTO items VALUES (1, 'before')");

        server.stop();

        requireNothingLost();
    }

    /** G20: the process that has the slot is ours, and cannot be ended: nobody has taken the pipeline over. */
    @Test
    void aFrozenWalSenderIsWaitedForEachTimeItIsMet() {
        capture.option("slot-wait", "500ms").live();
        database.execute("INSERT INTO items VALUES (1, 'before')");
        long pid = server.walSenderPids().get(0);
        server.freeze(pid);
        try {
            capture.stream().close();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> capture.reconnect(LiveMode.RESUME))
                        .isInstanceOfSatisfying(
                                CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION))
                        .hasMessageContaining("slot leat_" + database.name())
                        .hasMessageContaining(Long.toString(pid));
            }
        } finally {
            server.thaw(pid);
        }
        capture.reconnect(LiveMode.RESUME);
        assertThat(capture.changesUntil("insert 1,before"::equals)).hasSize(1);
    }

    private void requireNothingLost() {
        assertThat(capture.failure())
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION))
                .hasMessageContaining("shutting down");
        server.start();
        capture.reconnect(LiveMode.RESUME);
        database.execute("INSERT INTO items VALUES (2, 'after')");
        List<String> changes = capture.changesUntil("insert 2,after"::equals);
        assertThat(changes).containsExactly("insert 1,before", "insert 2,after");
    }
}
