package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.value.ValueZoo;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that is read and the same row from the log are one: P9. */
final class OneEncodingIT {
    private static final TableId ZOO = new TableId("public", "zoo");

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createDatabase() {
        database = PostgresServer.shared().createDatabase();
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** Over the real connections, whatever the database has set for its sessions. */
    @Test
    void everyTypeHasTheSameBytesAndMeaningBothWays() throws SQLException {
        ValueZoo zoo = new ValueZoo(PostgresServer.shared().major());
        for (String extension : ValueZoo.EXTENSIONS) {
            asSuperuser("CREATE EXTENSION " + extension);
        }
        ValueZoo.TYPES.forEach(database::execute);
        database.execute(zoo.createTable("zoo"));
        for (String setting : List.of(
                "TimeZone = 'Asia/Kolkata'",
                "DateStyle = 'German'",
                "IntervalStyle = 'iso_8601'",
                "bytea_output = 'escape'",
                "extra_float_digits = -10",
                "quote_all_identifiers = on",
                "xmlbinary = 'hex'",
                "search_path = public",
                "standard_conforming_strings = off",
                "client_encoding = 'LATIN1'",
                "row_security = off",
                "default_transaction_read_only = off",
                "default_transaction_isolation = 'serializable'")) {
            database.execute("ALTER DATABASE " + database.name() + " SET " + setting);
        }
        capture.exact("public", "zoo").live();
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            statement.execute("SET standard_conforming_strings = on; SET TimeZone = 'UTC'; SET DateStyle = 'ISO'");
            for (int row = 0; row < zoo.rowCount(); row++) {
                statement.execute(zoo.insert("zoo", row));
            }
        }

        Set<TableSchema> schemas = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> streamed = new ArrayList<>();
        capture.pollUntil(
                () -> streamed.size() == zoo.rowCount(), batch -> streamed.addAll(rows(batch, schemas)), List.of());
        List<String> read = new ArrayList<>();
        try (ChunkReader reader = capture.snapshot().openReader()) {
            for (ChangeBatch batch : reader.read(ZOO, new ChunkBounds(null, null), Integer.MAX_VALUE)
                    .rows()) {
                read.addAll(rows(batch, schemas));
            }
        }

        assertThat(read).isEqualTo(streamed);
        assertThat(schemas)
                .as("one schema, and so one decoder per column, for both")
                .hasSize(1);
    }

    /** One line per row and column would be long; a difference shows its column. */
    private static List<String> rows(ChangeBatch batch, Set<TableSchema> schemas) {
        List<String> rows = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            schemas.add(change.schema());
            Row row = change.after();
            TreeMap<String, String> values = new TreeMap<>();
            for (int i = 0; i < row.schema().columnCount(); i++) {
                values.put(
                        row.schema().column(i).name(),
                        row.isNull(i)
                                ? "NULL"
                                : "<" + new String(row.bytes(), row.offset(i), row.length(i), UTF_8) + ">");
            }
            rows.add(values.toString());
        }
        return rows;
    }

    /** G23: such a server does not know what its bytes mean. */
    @Test
    void textWithoutEncodingIsTakenIfItIsUtf8() {
        try (TestDatabase bytes = sqlAscii();
                TestCapture ofBytes = TestCapture.of(bytes)) {
            ofBytes.live();
            bytes.execute("INSERT INTO items VALUES ('schön', ARRAY['größer', NULL])");

            assertThat(ofBytes.changesUntil(change -> true)).containsExactly("insert schön,{größer,NULL}");
            try (ChunkReader reader = ofBytes.snapshot().openReader()) {
                assertThat(TestCapture.rows(reader.read(
                                new TableId("public", "items"), new ChunkBounds(null, null), Integer.MAX_VALUE)))
                        .containsExactly("schön,{größer,NULL}");
            }
        }
    }

    /** G23: any guess would be wrong for somebody. */
    @Test
    void textThatIsNotUtf8StopsWithTableAndColumn() {
        try (TestDatabase bytes = sqlAscii();
                TestCapture ofBytes = TestCapture.of(bytes)) {
            ofBytes.live();
            bytes.execute("INSERT INTO items VALUES ('ok', ARRAY['x', convert_from('\\x66e9', 'SQL_ASCII')])");

            List<CdcException> streamed = new ArrayList<>();
            ofBytes.pollUntil(() -> !streamed.isEmpty(), batch -> streamed.addAll(failures(batch)), List.of());
            assertThat(streamed).singleElement().satisfies(failure -> {
                assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE);
                assertThat(failure)
                        .hasMessageContaining("column tags of public.items")
                        .hasNoCause();
            });
            try (ChunkReader reader = ofBytes.snapshot().openReader()) {
                CdcException read = catchThrowableOfType(
                        CdcException.class,
                        () -> reader.read(
                                new TableId("public", "items"), new ChunkBounds(null, null), Integer.MAX_VALUE));
                assertThat(read.kind()).isEqualTo(ErrorKind.DECODE);
                assertThat(read)
                        .hasMessageContaining("column tags of public.items")
                        .hasNoCause();
                bytes.execute("INSERT INTO parted VALUES (convert_from('\\xfe', 'SQL_ASCII'))");
                assertThatThrownBy(() -> reader.next(new TableId("public", "parted"), null, 1))
                        .hasMessageContaining("column name of public.parted");
            }
        }
    }

    /** The server converts the prefix of a message, and not its content. */
    @Test
    void aMessageInAnotherEncodingIsTextWhereItIsAscii() {
        try (TestDatabase latin = PostgresServer.shared()
                        .createDatabase("TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
                TestCapture ofLatin = TestCapture.of(latin)) {
            latin.execute("CREATE TABLE items (name text PRIMARY KEY)");
            ofLatin.option("messages", "caf\u00e9,m").live();
            latin.execute("SELECT pg_logical_emit_message(true, 'caf\u00e9', 'ok')");
            assertThat(ofLatin.changesUntil(change -> true)).containsExactly("message caf\u00e9,ok");

            latin.execute("SELECT pg_logical_emit_message(true, 'm', 'caf\u00e9')");

            assertThat(ofLatin.failure())
                    .hasMessageContaining("the message with prefix m at ")
                    .hasMessageContaining("in a database with encoding LATIN1");
        }
    }

    /** What comes of each value. */
    private static List<CdcException> failures(ChangeBatch batch) {
        List<CdcException> failures = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            for (int i = 0; i < change.schema().columnCount(); i++) {
                try {
                    change.after().write(i, new JsonBuffer(64));
                } catch (CdcException failure) {
                    failures.add(failure);
                }
            }
        }
        return failures;
    }

    private static TestDatabase sqlAscii() {
        TestDatabase created = PostgresServer.shared()
                .createDatabase("TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        created.execute(
                "CREATE TABLE items (name text PRIMARY KEY, tags text[])",
                "CREATE TABLE parted (name text PRIMARY KEY) PARTITION BY HASH (name)",
                "CREATE TABLE only_part PARTITION OF parted FOR VALUES WITH (MODULUS 1, REMAINDER 0)");
        return created;
    }

    /** What the cast makes of a value cannot be had from the log. */
    @Test
    @Provokes("column-type")
    void aTypeThatIsNotSupportedStopsTheStartWithTableAndColumn() throws SQLException {
        createUnsupportedType();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, ok text, \"Odd\" shade, odds pair[])");

        CdcException refusal = capture.refusal();

        assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFIG);
        assertThat(refusal)
                .hasMessageContaining("column Odd of public.items has the type public.shade, whose own cast to json")
                .hasMessageContaining("DROP CAST (public.shade AS json)");
        assertThat(capture.findings()).contains("column-type");
        capture.close();
        database.execute("ALTER TABLE items DROP COLUMN \"Odd\"");
        assertThat(capture.refusal()).hasMessageContaining("column odds of public.items has the type public.shade");
        capture.close();
        capture = TestCapture.of(database).exact("public", "items", "id", "ok");
        capture.live();
    }

    @Test
    void aTypeThatIsNotSupportedStopsTheStreamWithTableAndColumn() throws SQLException {
        createUnsupportedType();
        database.execute("CREATE TABLE items (id int PRIMARY KEY)");
        capture.live();
        database.execute("ALTER TABLE items ADD COLUMN odd shade", "INSERT INTO items VALUES (1, 'dark')");

        try (ChunkReader reader = capture.snapshot().openReader()) {
            assertThat(catchThrowableOfType(
                            CdcException.class,
                            () -> reader.read(
                                    new TableId("public", "items"), new ChunkBounds(null, null), Integer.MAX_VALUE)))
                    .hasMessageContaining("column odd of public.items has the type public.shade");
        }
        assertThat(capture.failure()).hasMessageContaining("column odd of public.items has the type public.shade");
    }

    private void createUnsupportedType() throws SQLException {
        database.execute(
                "CREATE TYPE shade AS ENUM ('dark', 'light')",
                "CREATE TYPE pair AS (a int, b shade)",
                "CREATE FUNCTION shade_json(shade) RETURNS json LANGUAGE sql IMMUTABLE"
                        + " AS 'SELECT json_build_object(''shade'', $1::text)'",
                "CREATE CAST (shade AS json) WITH FUNCTION shade_json(shade)");
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection session = database.connectAsSuperuser();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
