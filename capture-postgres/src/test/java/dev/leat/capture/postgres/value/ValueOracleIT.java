package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.pgoutput.MessageFeed;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.session.Session;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;

/** The server itself says what the JSON of a value is. P9, G23. */
class ValueOracleIT {
    private static final ValueZoo ZOO = new ValueZoo(PostgresServer.shared().major());

    private static TestDatabase database;
    private static Connection connection;
    private static TableSchema schema;

    /** Per row and column: the bytes as each path brings them, null for NULL, and the server's JSON of the row. */
    private static List<byte @Nullable []> live;

    private static List<byte @Nullable []> copied;
    private static final List<JsonNode> EXPECTED = new ArrayList<>();

    @BeforeAll
    static void writeAndReadEveryValue() throws Exception {
        database = PostgresServer.shared().createDatabase();
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            for (String extension : ValueZoo.EXTENSIONS) {
                statement.execute("CREATE EXTENSION " + extension);
            }
        }
        connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            for (String sql : ValueZoo.TYPES) {
                statement.execute(sql);
            }
            statement.execute(ZOO.createTable("zoo"));
            statement.execute("CREATE PUBLICATION zoo FOR TABLE zoo");
            statement.execute("SELECT pg_create_logical_replication_slot('zoo', 'pgoutput')");
            for (int row = 0; row < ZOO.rowCount(); row++) {
                statement.execute(ZOO.insert("zoo", row));
            }
            Session.pin(connection);
            ChangeBatch rows = readLive();
            schema = schemaOf(rows);
            live = values(rows);
            copied = readCopy(ZOO.samples().size() + 1);
            try (ResultSet result = statement.executeQuery("SELECT to_jsonb(z)::text FROM public.zoo z ORDER BY n")) {
                while (result.next()) {
                    EXPECTED.add(ExactJson.parse(result.getString(1)));
                }
            }
        }
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void theSnapshotAndTheStreamBringTheSameBytes() {
        assertThat(live).hasSameSizeAs(copied);
        for (int i = 0; i < live.size(); i++) {
            assertThat(live.get(i)).as(place(i)).isEqualTo(copied.get(i));
        }
    }

    @Test
    void theJsonOfEveryValueIsTheServers() {
        JsonBuffer json = new JsonBuffer(1024);
        List<String> differences = new ArrayList<>();
        int columns = schema.columnCount();
        for (int i = 0; i < live.size(); i++) {
            byte[] bytes = live.get(i);
            if (bytes == null) {
                continue;
            }
            JsonNode expected =
                    EXPECTED.get(i / columns).get(schema.column(i % columns).name());
            json.clear();
            try {
                // Not at the array's start: a decoder that forgets the offset must fail.
                byte[] shifted = new byte[bytes.length + 7];
                System.arraycopy(bytes, 0, shifted, 5, bytes.length);
                schema.column(i % columns).decoder().write(shifted, 5, bytes.length, json);
                String ours = new String(json.array(), 0, json.length(), UTF_8);
                JsonNode wanted = ExactJson.withExceptions(expected, type(i));
                if (!ExactJson.equal(ExactJson.parse(ours), wanted)) {
                    differences.add(place(i) + "\n  ours   " + ours + "\n  wanted " + wanted);
                } else if (ours.indexOf('\n') >= 0) {
                    differences.add(place(i) + " has a line break");
                }
            } catch (RuntimeException e) {
                differences.add(place(i) + "\n  " + new String(bytes, UTF_8) + "\n  " + e);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void typedValuesAreTheServers() throws SQLException {
        int checked = 0;
        for (int i = 0; i < schema.columnCount(); i++) {
            String sql = typedValue(type(i), schema.column(i).name());
            if (sql == null) {
                continue;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT n, " + sql + " FROM public.zoo WHERE "
                            + schema.column(i).name() + " IS NOT NULL")) {
                while (rows.next()) {
                    int index = rows.getInt(1) * schema.columnCount() + i;
                    assertThat(typedValue(index)).as(place(index)).isEqualTo(rows.getString(2));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(70);
    }

    /** The value's form in the API, as the server computes it; null where there is none. */
    private static @Nullable String typedValue(String type, String column) {
        String infinity = "CASE " + column + "::text WHEN 'infinity' THEN '9223372036854775807'"
                + " WHEN '-infinity' THEN '-9223372036854775808' ELSE ";
        String micros = "trim_scale(extract(epoch FROM " + column + ") * 1000000)::text";
        return switch (type.replaceAll("\\(\\d+\\)$", "")) {
            case "bool", "int", "int2", "int4", "int8", "d_int", "float4", "float8" -> column + "::text";
            case "date" -> infinity + "(" + column + " - date '1970-01-01')::text END";
            case "time" -> micros;
            case "timestamp", "timestamptz", "d_instant" ->
                infinity + "least(" + micros + "::numeric, 9223372036854775807)::text END";
            default -> null;
        };
    }

    private static String typedValue(int index) {
        Column column = schema.column(index % schema.columnCount());
        byte[] bytes = Objects.requireNonNull(live.get(index));
        return switch (column.type().kind()) {
            case BOOL -> Boolean.toString(column.decoder().booleanValue(bytes, 0, bytes.length));
            case FLOAT32, FLOAT64 -> {
                // Back to the server's digits if they stand for the same number.
                double value = column.decoder().doubleValue(bytes, 0, bytes.length);
                String text = new String(bytes, UTF_8);
                double wanted =
                        column.type().kind() == Kind.FLOAT32 ? Float.parseFloat(text) : Double.parseDouble(text);
                yield Double.compare(value, wanted) == 0 ? text : Double.toString(value);
            }
            default -> Long.toString(column.decoder().longValue(bytes, 0, bytes.length));
        };
    }

    @Test
    void everyBuiltInTypeIsInTheZoo() throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT t.typname FROM pg_catalog.pg_type t
                        WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype IN ('b', 'r', 'm')
                          AND t.typname NOT LIKE 'pg\\_%%' AND t.typname <> ALL ('{unknown}')
                          AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                          WHERE a.attrelid = 'public.zoo'::regclass AND a.atttypid = t.oid)
                          AND (t.typsubscript <> 'pg_catalog.array_subscript_handler'::regproc OR t.oid IN (22, 30))
                        """)) {
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    private static ChangeBatch readLive() throws SQLException {
        RelationCache relations = new RelationCache(new WireSchemas(new TypeResolver(new JdbcTypeCatalog(connection))));
        List<ChangeBatch> batches =
                MessageFeed.decode(MessageFeed.take(connection, "zoo", "zoo"), new PgOutputDecoder(relations));
        assertThat(batches).hasSize(1);
        return batches.get(0);
    }

    private static TableSchema schemaOf(ChangeBatch rows) {
        ChangeCursor cursor = rows.cursor();
        assertThat(cursor.next()).isTrue();
        return cursor.schema();
    }

    private static List<byte @Nullable []> values(ChangeBatch rows) {
        List<byte @Nullable []> values = new ArrayList<>();
        ChangeCursor cursor = rows.cursor();
        while (cursor.next()) {
            Row row = cursor.after();
            for (int i = 0; i < row.schema().columnCount(); i++) {
                values.add(
                        row.isNull(i)
                                ? null
                                : Arrays.copyOfRange(row.bytes(), row.offset(i), row.offset(i) + row.length(i)));
            }
        }
        return values;
    }

    private static List<byte @Nullable []> readCopy(int columns) throws SQLException, IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM public.zoo ORDER BY n) TO STDOUT", copy);
        List<byte @Nullable []> values = new ArrayList<>();
        CopyText.fields(copy.toByteArray(), values::add);
        assertThat(values.size() % columns).isZero();
        return values;
    }

    private static String type(int index) {
        int column = index % schema.columnCount();
        return column == 0 ? "int" : ZOO.samples().get(column - 1).type();
    }

    private static String place(int index) {
        return type(index) + ", row " + index / schema.columnCount();
    }
}
