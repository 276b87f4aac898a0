package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.schema.TableId;
import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.runtime.NamedSink;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of tables without a key in a target that finds rows by key. */
final class KeylessTableIT {
    private static final TableId NOTES = new TableId("public", "notes");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemorySink target = new MemorySink();
    private final MemoryState state = new MemoryState();
    private TestDatabase database;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute(
                "CREATE TABLE notes (a int, b text)",
                "ALTER TABLE notes REPLICA IDENTITY FULL",
                "INSERT INTO notes SELECT i, 'note ' || i FROM generate_series(1, 100) i",
                "INSERT INTO notes VALUES (NULL, NULL), (NULL, ''), (NULL, 'NULL'), (1, 'a:b')",
                "INSERT INTO notes SELECT 200, string_agg(md5(i::text), '') FROM generate_series(1, 1000) i");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void areRefusedUnlessTheFileAsksForThem() {
        Outcome outcome = catchUp(KeylessPolicy.REFUSE);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(String.valueOf(outcome.cause())).contains("public.notes", "keyless-tables: whole-row");
        assertThat(target.rows(NOTES)).isEmpty();
    }

    // C4, D6, P3: null is no empty text, and a large value that an update did not send is in the key
    @Test
    void distinctRowsAreEqualToTheSource() {
        try (RunningPipeline pipeline = start()) {
            awaitEqual(pipeline);
            database.execute(
                    "UPDATE notes SET a = -a WHERE a BETWEEN 3 AND 5",
                    "UPDATE notes SET a = 201 WHERE a = 200",
                    "DELETE FROM notes WHERE a IS NULL AND b = ''",
                    "UPDATE notes SET b = '' WHERE a IS NULL AND b IS NULL",
                    "DELETE FROM notes WHERE a = 7",
                    "INSERT INTO notes VALUES (300, NULL), (300, '')");
            awaitEqual(pipeline);
        }
        assertThat(catchUp(KeylessPolicy.WHOLE_ROW).exitCode()).isZero();
        assertThat(inTarget()).isEqualTo(inSource());
    }

    // what the reference says of equal rows
    @Test
    void equalRowsAreOneThatGoesWithTheFirstThatIsDeleted() {
        database.execute("INSERT INTO notes VALUES (1, 'note 1'), (2, 'note 2')");
        try (RunningPipeline pipeline = start()) {
            awaitEqual(pipeline);
            database.execute(
                    "DELETE FROM notes WHERE ctid = (SELECT max(ctid) FROM notes WHERE b = 'note 1')",
                    "INSERT INTO notes VALUES (500, 'last')");
            await().atMost(SOON).untilAsserted(() -> assertThat(inTarget()).contains("a=500;b=\"last\""));
            assertThat(inTarget()).contains("a=2;b=\"note 2\"").doesNotContain("a=1;b=\"note 1\"");
            assertThat(inSource()).contains("a=1;b=\"note 1\"");
        }
    }

    // P10: every row has another key then
    @Test
    void otherColumnsOrValuesSeedTheTableAnew() {
        try (RunningPipeline pipeline = start()) {
            awaitEqual(pipeline);
            database.execute("ALTER TABLE notes ADD COLUMN c int DEFAULT 3", "DELETE FROM notes WHERE a = 8");
            awaitEqual(pipeline);
            database.execute("ALTER TABLE notes ADD COLUMN d int", "DELETE FROM notes WHERE a = 9");
            awaitEqual(pipeline);
            database.execute("ALTER TABLE notes ALTER c TYPE int USING c + a", "DELETE FROM notes WHERE a = 10");
            awaitEqual(pipeline);
        }
    }

    private void awaitEqual(RunningPipeline pipeline) {
        Set<String> expected = inSource();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(pipeline.isOver()).isFalse();
            assertThat(inTarget()).isEqualTo(expected);
        });
    }

    private Set<String> inTarget() {
        return target.rows(NOTES).values().stream()
                .map(row -> new TreeMap<>(row)
                        .entrySet().stream()
                                .map(value -> value.getKey() + "=" + value.getValue())
                                .collect(Collectors.joining(";")))
                .collect(Collectors.toSet());
    }

    private Set<String> inSource() {
        Set<String> rows = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT (SELECT string_agg(key || '=' || value, ';' ORDER BY key) FROM jsonb_each(to_jsonb(n)))"
                                + " FROM notes n")) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return rows;
    }

    private List<NamedSink> sinks(KeylessPolicy policy) {
        return List.of(new NamedSink("target", target.sink(), SchemaPolicy.APPLY, policy));
    }

    private RunningPipeline start() {
        return RunningPipeline.start(RunningPipeline.settings(false), capture(), sinks(KeylessPolicy.WHOLE_ROW), state);
    }

    private Outcome catchUp(KeylessPolicy policy) {
        return RunningPipeline.catchUp(capture(), sinks(policy), state);
    }

    private PostgresCapture capture() {
        return TestCapture.engineOf(database, state, Duration.ofMillis(100));
    }
}
