package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.pipeline.RunningPipeline;
import dev.leat.testkit.server.InstalledPostgres;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.sink.MemorySink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * X2: values of types that extensions bring, where a server with the extension is installed on this machine. A row that is read
 * and the same row that is streamed are one, and have the text that the server gives them.
 */
final class ExtensionTypesIT {
    private static final TableId THINGS = new TableId("public", "things");

    /** A column, and the SQL of the JSON that its values are to have. */
    private record TypedColumn(String name, String type, String json) {}

    @Test
    void geometriesAreTheirExtendedBinaryFormInHex() throws SQLException {
        requireOneForm(
                "postgis",
                List.of(
                        new TypedColumn("g", "geometry", "to_json(g::text)"),
                        new TypedColumn("p", "geometry(PointZ, 4326)", "to_json(p::text)"),
                        new TypedColumn("e", "geography", "to_json(e::text)"),
                        new TypedColumn("gs", "geometry[]", "to_json(gs::text[])"),
                        new TypedColumn("es", "geography[]", "to_json(es::text[])")),
                "'POINT(1 2)', 'SRID=4326;POINT Z (1 2 3)', 'POINT(-71 42)',"
                        + " ARRAY['POINT(1 2)', 'LINESTRING(0 0,1 1)']::geometry[],"
                        + " ARRAY['POINT(1 2)', 'POINT(3 4)']::geography[]",
                "NULL, NULL, NULL, NULL, NULL",
                "'POINT EMPTY', NULL, 'POINT EMPTY', '{}', '{}'",
                "'SRID=3857;POLYGON((0 0,0 1,1 1,0 0))', NULL, 'SRID=4326;LINESTRING(0 0,1 1)',"
                        + " ARRAY[NULL, 'GEOMETRYCOLLECTION EMPTY']::geometry[], ARRAY[NULL]::geography[]",
                "'CIRCULARSTRING(0 0,1 1,2 0)', NULL, NULL,"
                        + " ARRAY[ARRAY['POINT(1 1)'], ARRAY['POINT(2 2)']]::geometry[], NULL");
    }

    @Test
    void vectorsAreListsOfNumbers() throws SQLException {
        requireOneForm(
                "vector",
                List.of(
                        new TypedColumn("v", "vector(3)", "v::text::json"),
                        new TypedColumn("vs", "vector[]", "(SELECT json_agg(x::text::json) FROM unnest(vs) x)")),
                "'[1,2.5,-3]', ARRAY['[1,2]', '[3]']::vector[]",
                "NULL, NULL",
                "'[0,1e-10,1e10]', ARRAY['[0.1]']::vector[]");
    }

    /** Each row is there from the start, and once more, with another id, behind that. */
    private static void requireOneForm(String extension, List<TypedColumn> columns, String... rows)
            throws SQLException {
        InstalledPostgres programs = InstalledPostgres.withExtension(extension).orElse(null);
        if (programs == null) {
            String reason = "skipped: no PostgreSQL with the extension " + extension + " on this machine; "
                    + InstalledPostgres.VARIABLE + " names the folder of its programs";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        MemorySink target = new MemorySink();
        MemoryState state = new MemoryState();
        try (PostgresServer server = PostgresServer.builder().programs(programs).start();
                TestDatabase database = server.createDatabase()) {
            try (Connection superuser = database.connectAsSuperuser();
                    Statement statement = superuser.createStatement()) {
                statement.execute("CREATE EXTENSION " + extension);
            }
            database.execute("CREATE TABLE things (id serial PRIMARY KEY, "
                    + columns.stream()
                            .map(column -> column.name() + " " + column.type())
                            .collect(Collectors.joining(", "))
                    + ")");
            for (String row : rows) {
                database.execute("INSERT INTO things VALUES (DEFAULT, " + row + ")");
            }
            try (RunningPipeline pipeline = RunningPipeline.start(
                    TestCapture.engineOf(database, state, Duration.ofMinutes(1)), target.sink(), state)) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(target.state(THINGS))
                                .as(() -> String.valueOf(pipeline.status()))
                                .isInstanceOf(SeedState.Seeded.class));
                for (String row : rows) {
                    database.execute("INSERT INTO things VALUES (DEFAULT, " + row + ")");
                }
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(target.rows(THINGS)).hasSize(2 * rows.length));
            }
            assertThat(target.readCount()).isEqualTo(rows.length);
            assertThat(target.rows(THINGS)).isEqualTo(inSource(database, columns));
        }
    }

    private static Map<String, Map<String, String>> inSource(TestDatabase database, List<TypedColumn> columns)
            throws SQLException {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        String query = columns.stream()
                .map(column -> ", replace(coalesce(" + column.json() + "::text, 'null'), ' ', '')")
                .collect(Collectors.joining("", "SELECT id", " FROM things"));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                Map<String, String> row = new TreeMap<>(Map.of("id", found.getString(1)));
                for (int i = 0; i < columns.size(); i++) {
                    row.put(columns.get(i).name(), found.getString(i + 2));
                }
                rows.put(found.getString(1), row);
            }
        }
        return rows;
    }
}
