package dev.leat.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.cursor.Cursor;
import dev.leat.capture.mysql.log.Place;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.sink.MemorySink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs that do not go on where the pipeline was: it says so, and nothing else than a reseed ends that. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with create()
@Tag("slow")
final class LostLogIT {
    private static final KindServers SERVERS = new KindServers();
    private static final Duration SOON = Duration.ofSeconds(40);

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private BinlogServer server;
    private BinlogDatabase database;
    private TableId items;

    private void create(LogKind kind) {
        server = SERVERS.of(kind);
        database = server.createDatabase();
        items = new TableId(database.name(), "items");
        database.execute("CREATE TABLE items (id INT PRIMARY KEY)", "INSERT INTO items VALUES (1), (2)");
    }

    @AfterEach
    void dropDatabase() {
        XaClient.rollbackAll(server, "");
        database.close();
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }

    // M11
    @ParameterizedTest
    @EnumSource
    @Provokes("gap")
    void aLogThatWasPurgedIsAGap(LogKind kind) {
        create(kind);
        catchUp();
        database.execute("DELETE FROM items WHERE id = 1", "FLUSH BINARY LOGS", "INSERT INTO items VALUES (3)");
        purge();

        requireGapUntilReseeded();
    }

    /** Leaves one empty file. */
    private void purge() {
        server.execute("FLUSH BINARY LOGS");
        purgeUpTo(end().file());
    }

    private void purgeUpTo(String last) {
        await().atMost(SOON)
                .until(
                        () -> { // MariaDB keeps a file until its rows are on disk
                            server.execute("PURGE BINARY LOGS TO '" + last + "'");
                            return server.query("SHOW BINARY LOGS").equals(last);
                        });
    }

    // M11: neither its name nor its size tells a file from the one before a reset
    @ParameterizedTest
    @EnumSource
    void aLogThatWasResetAndHasGrownAgainIsAGap(LogKind kind) {
        create(kind);
        reset(kind);
        database.execute("INSERT INTO items VALUES (10)");
        catchUp();
        database.execute("INSERT INTO items VALUES (11)");
        catchUp();

        Place was = cursor().end();
        awaitNextSecond();
        reset(kind);
        growBeyond(was);

        requireGapUntilReseeded();
    }

    // M11: the log was reset before the pipeline saw any change in it
    @ParameterizedTest
    @EnumSource
    void aLogThatWasResetBeforeTheFirstChangeIsAGap(LogKind kind) {
        create(kind);
        reset(kind);
        database.execute("INSERT INTO items VALUES (10)");
        catchUp();

        Place was = cursor().end();
        awaitNextSecond();
        reset(kind);
        growBeyond(was);

        requireGapUntilReseeded();
    }

    // M19: the server lost what it had not written to its disk
    @ParameterizedTest
    @EnumSource
    void aCursorBehindTheEndOfTheLogIsAGap(LogKind kind) throws IOException {
        create(kind);
        catchUp();
        database.execute("INSERT INTO items VALUES (3)");
        catchUp();
        Place kept = cursor().end();
        database.execute("INSERT INTO items VALUES (4)");
        catchUp();
        assertThat(cursor().end().file()).isEqualTo(kept.file());

        server.kill9();
        Path file = server.data().resolve(kept.file());
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
            log.truncate(kept.offset());
        }
        server.start();

        requireGapUntilReseeded();
    }

    // M11: the rows of a transaction that is committed later
    @ParameterizedTest
    @EnumSource
    void aPreparedTransactionWhoseRowsWerePurgedIsAGap(LogKind kind) {
        create(kind);
        catchUp();
        XaClient.prepare(database, "lost", "INSERT INTO items VALUES (4)");
        database.execute("FLUSH BINARY LOGS", "INSERT INTO items VALUES (3)");
        catchUp();
        purgeUpTo(end().file());
        server.execute("XA COMMIT 'lost'");

        for (int run = 0; run < 2; run++) {
            Outcome refused = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
            CdcException cause = Objects.requireNonNull(refused.cause());
            assertThat(cause.kind()).as(cause.getMessage()).isEqualTo(ErrorKind.GAP);
            assertThat(cause)
                    .hasMessageContaining("XA transaction X'6c6f7374',X'',1")
                    .hasMessageContaining("committed at " + end().file())
                    .hasMessageContaining("leat reseed FILE");
            assertThat(target.rows(items)).containsOnlyKeys("1", "2", "3");
        }
        state.wishReseedOfAll();
        catchUp();
        requireEqual();
        assertThat(target.rows(items)).containsKey("4");
    }

    // M12: prepared transactions outlive their server
    @ParameterizedTest
    @EnumSource
    void deliversWhatIsCommittedOnceTheServerIsStartedAgain(LogKind kind) {
        create(kind);
        catchUp();
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state)) {
            XaClient.prepare(database, "a", "INSERT INTO items VALUES (3)");
            XaClient.prepare(database, "b", "INSERT INTO items VALUES (4)");
            database.execute("INSERT INTO items VALUES (5)");
            await().atMost(SOON).until(() -> target.rows(items).containsKey("5"));
            server.kill9();
            server.start();
            server.execute("XA ROLLBACK 'a'", "XA COMMIT 'b'");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(target.rows(items))
                            .as("over: %s", pipeline.isOver())
                            .containsOnlyKeys("1", "2", "4", "5"));
        }
    }

    // M12
    @ParameterizedTest
    @EnumSource
    void goesOnWhenTheServerIsStartedAgain(LogKind kind) {
        create(kind);
        try (RunningPipeline pipeline = RunningPipeline.start(Captures.of(database, state), target.sink(), state)) {
            await().atMost(SOON).until(() -> target.rows(items).containsKey("2"));
            database.execute("INSERT INTO items VALUES (3)");
            await().atMost(SOON).until(() -> target.rows(items).containsKey("3"));
            server.kill9();
            server.start();
            database.execute("INSERT INTO items VALUES (4)", "DELETE FROM items WHERE id = 1");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(target.rows(items))
                            .as("over: %s", pipeline.isOver())
                            .containsOnlyKeys("2", "3", "4"));
        }
        database.execute("INSERT INTO items VALUES (5)");

        catchUp();

        assertThat(target.rows(items)).containsOnlyKeys("2", "3", "4", "5");
        assertThat(target.readCount()).isEqualTo(2);
    }

    // a server ends the older of two dumps with one number
    @ParameterizedTest
    @EnumSource
    void aCheckLeavesTheDumpOfARunningPipelineAlone(LogKind kind) {
        create(kind);
        catchUp();
        try (RunningPipeline pipeline =
                RunningPipeline.start(Captures.withServerId(database, 4711, state), target.sink(), state)) {
            database.execute("INSERT INTO items VALUES (3)");
            await().atMost(SOON).until(() -> target.rows(items).containsKey("3"));
            String newest = newestDump();

            assertThat(gaps(Captures.withServerId(database, 4711, state))).isEmpty();

            database.execute("INSERT INTO items VALUES (4)");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(target.rows(items))
                            .as("over: %s", pipeline.isOver())
                            .containsKey("4"));
            await().atMost(SOON).untilAsserted(() -> assertThat(newestDump()).isEqualTo(newest));
        }
    }

    /** The number of its session. */
    private String newestDump() {
        return server.query("SELECT MAX(id) FROM information_schema.PROCESSLIST WHERE command LIKE 'Binlog Dump%'");
    }

    private static List<Finding> gaps(MySqlCapture capture) {
        try (capture) {
            return capture.check().stream()
                    .filter(finding -> finding.code().equals("gap"))
                    .toList();
        }
    }

    private void requireGapUntilReseeded() {
        String was = cursor().position().toString();
        List<Finding> checked = gaps(Captures.of(database, state));
        assertThat(checked).singleElement().satisfies(gap -> {
            assertThat(gap.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(gap.remedy()).contains("leat reseed FILE");
        });
        assertThat(cursor().position()).as("a check changes nothing").hasToString(was);
        for (int run = 0; run < 2; run++) {
            Outcome refused = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
            CdcException cause = Objects.requireNonNull(refused.cause());
            assertThat(cause.kind()).as(cause.getMessage()).isEqualTo(ErrorKind.GAP);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(cause)
                    .as("what the check said")
                    .hasMessageStartingWith(checked.get(0).message());
            assertThat(cause).hasMessageContaining(was).hasMessageContaining("server's log is at " + end().file());
        }
        assertThat(state.gaps()).hasSize(1);

        state.wishReseedOfAll();
        catchUp();
        assertThat(gaps(Captures.of(database, state))).isEmpty();
        requireEqual();
        database.execute("INSERT INTO items VALUES (1000)");
        catchUp();
        requireEqual();
    }

    private void catchUp() {
        Outcome outcome = RunningPipeline.catchUp(Captures.of(database, state), target.sink(), state);
        assertThat(outcome.exitCode()).as(String.valueOf(outcome.cause())).isZero();
    }

    private void requireEqual() {
        assertThat(target.rows(items).keySet())
                .containsExactlyInAnyOrder(
                        database.query("SELECT GROUP_CONCAT(id) FROM items").split(","));
    }

    private Cursor cursor() {
        return Cursor.read(state).orElseThrow();
    }

    private void reset(LogKind kind) {
        server.execute(kind == LogKind.DOMAINS ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS");
    }

    private void growBeyond(Place was) {
        for (int id = 100; end().offset() <= was.offset(); id++) {
            database.execute("INSERT INTO items VALUES (" + id + ")");
        }
        assertThat(end().file()).isEqualTo(was.file());
        database.execute("DELETE FROM items WHERE id = 2");
    }

    /** Logs tell when they were begun by the second. */
    private void awaitNextSecond() {
        String now = server.query("SELECT UNIX_TIMESTAMP()");
        await().until(() -> !server.query("SELECT UNIX_TIMESTAMP()").equals(now));
    }

    private Place end() {
        return LogEnds.of(server);
    }
}
