package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.DecodeException;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.value.GeneratedRows;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * P9, G23: of types and values that nobody thought of, the JSON that the stream and the snapshot bring is the server's own.
 * {@code -Dleat.test.seed=N} repeats a run, {@code -Dleat.test.tables=N} makes it longer.
 */
final class GeneratedValuesIT {
    private static final int TABLES = Integer.getInteger("leat.test.tables", 12);
    private static final int COLUMNS = 12;
    private static final int ROWS = 12;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = PostgresServer.shared().createDatabase();
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE EXTENSION hstore; CREATE EXTENSION citext");
        }
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    @Test
    void theJsonOfGeneratedValuesIsTheServers() throws SQLException {
        long seed = Long.getLong("leat.test.seed", System.nanoTime());
        GeneratedRows generated = new GeneratedRows(seed, TABLES, COLUMNS);
        try (Connection connection = database.connect()) {
            generated.create(connection);
            capture.live();
            generated.insert(connection, ROWS);

            Map<String, List<String>> streamed = new TreeMap<>();
            capture.pollUntil(
                    () -> streamed.values().stream().mapToInt(List::size).sum() == TABLES * ROWS * (COLUMNS + 1),
                    batch -> collect(batch, streamed),
                    List.of("seed " + seed));
            Map<String, List<String>> read = new TreeMap<>();
            try (ChunkReader reader = capture.snapshot().openReader()) {
                for (String table : generated.tables()) {
                    readAll(reader, new TableId("public", table), read);
                }
            }

            read.replaceAll((table, values) -> inOrder(values));
            assertThat(read).as("seed %d", seed).isEqualTo(streamed);
            Session.pin(connection);
            assertThat(generated.differences(connection, streamed))
                    .as("repeat with -Dleat.test.seed=%d", seed)
                    .isEmpty();
        }
    }

    private static void readAll(ChunkReader reader, TableId table, Map<String, List<String>> read) {
        ChunkBounds left = new ChunkBounds(null, null);
        ChunkBounds covered;
        do {
            Chunk chunk = reader.read(table, left, Integer.MAX_VALUE);
            chunk.rows().forEach(batch -> collect(batch, read));
            covered = chunk.bounds();
            left = new ChunkBounds(covered.upper(), null);
        } while (!covered.isLast());
    }

    /** The rows in the order of their first column; they are read in the order of their storage. */
    private static List<String> inOrder(List<String> values) {
        int columns = COLUMNS + 1;
        return IntStream.range(0, values.size() / columns)
                .mapToObj(row -> values.subList(row * columns, (row + 1) * columns))
                .sorted(Comparator.comparingInt(row -> Integer.parseInt(row.get(0))))
                .flatMap(List::stream)
                .toList();
    }

    /** Or why there is none. */
    private static String json(Row row, int column, JsonBuffer json) {
        try {
            row.write(column, json);
            return new String(json.array(), 0, json.length(), UTF_8);
        } catch (DecodeException failure) {
            return GeneratedRows.FAILED + failure.getMessage();
        }
    }

    /** The JSON of each value, row by row, by table. */
    private static void collect(ChangeBatch batch, Map<String, List<String>> tables) {
        JsonBuffer json = new JsonBuffer(256);
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            List<String> values = tables.computeIfAbsent(change.schema().table().name(), table -> new ArrayList<>());
            for (int i = 0; i < change.schema().columnCount(); i++) {
                json.clear();
                if (change.after().isNull(i)) {
                    values.add("null");
                } else {
                    values.add(json(change.after(), i, json));
                }
            }
        }
    }
}
