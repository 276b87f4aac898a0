package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows are decoded with the columns that their table had when they were written, or read. */
final class SchemaChangeIT {
    private static final TableId ITEMS = new TableId("public", "items");

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute(
                "CREATE TABLE items (id int PRIMARY KEY, a int, b text)", "INSERT INTO items VALUES (1, 10, 'x')");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** What is done to the table, each between two rows. */
    private void changeTheTableBetweenRows() {
        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y')",
                "ALTER TABLE items ADD COLUMN c timestamptz",
                "INSERT INTO items VALUES (3, 30, 'z', '2024-01-01 00:00Z')",
                "ALTER TABLE items DROP COLUMN a",
                "INSERT INTO items VALUES (4, 'z', NULL)",
                "ALTER TABLE items RENAME COLUMN b TO a",
                "INSERT INTO items VALUES (5, 'z', NULL)",
                "ALTER TABLE items ALTER COLUMN c TYPE date",
                "INSERT INTO items VALUES (6, 'z', '2024-01-01')",
                "UPDATE items SET a = 'changed' WHERE id = 1",
                "BEGIN; INSERT INTO items VALUES (7, 'z', NULL); ALTER TABLE items DROP COLUMN c;"
                        + " INSERT INTO items VALUES (8, 'z'); COMMIT");
    }

    private static final List<String> CHANGES_BETWEEN = List.of(
            "insert id=2 a=20 b=y",
            "insert id=3 a=30 b=z c=2024-01-01 00:00:00+00",
            "insert id=4 b=z c=null",
            "insert id=5 a=z c=null",
            "insert id=6 a=z c=2024-01-01",
            "update id=1 a=changed c=null",
            "insert id=7 a=z c=null",
            "insert id=8 a=z");

    @Test
    void everyRowOfTheStreamHasTheColumnsOfItsTime() {
        capture.live();

        changeTheTableBetweenRows();

        assertThat(named(8)).isEqualTo(CHANGES_BETWEEN);
    }

    @Test
    void rowsFromBeforeARestartHaveTheColumnsOfTheirTime() {
        capture.live();
        capture.close();
        changeTheTableBetweenRows();

        capture.live();

        assertThat(named(8)).isEqualTo(CHANGES_BETWEEN);
    }

    @Test
    void typesFollowToo() {
        database.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')", "ALTER TABLE items ADD COLUMN m mood");
        capture.live();
        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y', 'ok')",
                "ALTER TABLE items ALTER COLUMN a TYPE numeric(10, 2)",
                "ALTER TYPE mood ADD VALUE 'happy'",
                "INSERT INTO items VALUES (3, 30, 'y', 'happy')",
                "ALTER TABLE items ALTER COLUMN m TYPE text",
                "DROP TYPE mood",
                "INSERT INTO items VALUES (4, 40, 'y', 'free')");

        List<TableSchema> schemas = new ArrayList<>();
        List<String> changes = changes(3, schemas);

        assertThat(changes)
                .containsExactly(
                        "insert id=2 a=20 b=y m=ok",
                        "insert id=3 a=30.00 b=y m=happy",
                        "insert id=4 a=40.00 b=y m=free");
        assertThat(schemas)
                .extracting(schema -> type(schema, "a"))
                .containsExactly(
                        ColumnType.of(ColumnType.Kind.INT32),
                        new ColumnType.Decimal(10, 2),
                        new ColumnType.Decimal(10, 2));
        assertThat(type(schemas.get(2), "m")).isEqualTo(ColumnType.of(ColumnType.Kind.TEXT));
    }

    /** A slot's backlog speaks of types that are gone from the catalog. */
    @Test
    void aTypeThatWasDroppedSinceIsText() {
        database.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')", "ALTER TABLE items ADD COLUMN m mood");
        capture.live();
        capture.close();
        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y', 'ok')", "ALTER TABLE items DROP COLUMN m", "DROP TYPE mood");

        capture.live();

        assertThat(named(1)).containsExactly("insert id=2 a=20 b=y m=ok");
    }

    /** G13: no message tells of it; a value with a field too many does. */
    @Test
    void aCompositeTypeThatGrewIsReadAnew() {
        database.execute("CREATE TYPE pair AS (a int, b text)", "ALTER TABLE items ADD COLUMN p pair");
        capture.live();
        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y', (1, 'x'))",
                "ALTER TYPE pair ADD ATTRIBUTE c int",
                "INSERT INTO items VALUES (3, 30, 'y', (1, 'x', 2))");

        List<String> json = new ArrayList<>();
        List<TableSchema> schemas = new ArrayList<>();
        capture.pollUntil(
                () -> json.size() == 2,
                batch -> {
                    json.addAll(lastColumns(batch));
                    describe(batch, schemas);
                },
                json);
        assertThat(json).containsExactly("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"x\",\"c\":2}");
        database.execute("INSERT INTO items VALUES (4, 30, 'y', (1, 'x', 3))");

        changes(1, schemas);

        assertThat(type(schemas.get(2), "p")).isNotEqualTo(type(schemas.get(1), "p"));
        assertThat(schemas.get(2).columns())
                .extracting(Column::id)
                .isEqualTo(schemas.get(1).columns().stream().map(Column::id).toList());
    }

    /** G13: nothing in the stream tells of it, not even a field too many. */
    @Test
    void aCompositeTypeThatWasAlteredIsReadAnewAfterAWhile() {
        database.execute("CREATE TYPE pair AS (a int, b text)", "ALTER TABLE items ADD COLUMN p pair[]");
        capture = TestCapture.of(database).watchEvery(Duration.ofMillis(50));
        capture.live();
        database.execute("INSERT INTO items VALUES (2, 20, 'y', ARRAY[(1, 'x')::pair])");
        TableSchema first = schemaOfInsert((json, schema) -> json.equals("[{\"a\":1,\"b\":\"x\"}]"));

        database.execute("ALTER TYPE pair RENAME ATTRIBUTE a TO n");
        TableSchema renamed = schemaOfInsert((json, schema) ->
                json.equals("[{\"n\":1,\"b\":\"x\"}]") && !type(schema, "p").equals(type(first, "p")));

        database.execute("ALTER TYPE pair DROP ATTRIBUTE b", "ALTER TYPE pair ADD ATTRIBUTE b text");
        TableSchema dropped = schemaOfInsert(
                (json, schema) -> json.equals("[{\"n\":1,\"b\":null}]") && idOf(schema) != idOf(renamed));
        assertThat(type(dropped, "p")).isEqualTo(type(renamed, "p"));
        assertThat(idOf(renamed)).isEqualTo(idOf(first));
    }

    /** G13: and an enum, of which the labels are no part of the values. */
    @Test
    void newLabelsOfAnEnumAreSeenAfterAWhile() {
        database.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')", "ALTER TABLE items ADD COLUMN p mood");
        capture = TestCapture.of(database).watchEvery(Duration.ofMillis(50));
        capture.live();
        database.execute("INSERT INTO items VALUES (2, 20, 'y', 'ok')");
        schemaOfInsert((json, schema) -> json.equals("\"ok\""));

        database.execute("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'");

        schemaOfInsert((json, schema) -> json.equals("\"fine\"")
                && type(schema, "p").equals(new ColumnType.Enumeration(List.of("sad", "fine"))));
    }

    private static int idOf(TableSchema schema) {
        return schema.column(schema.findColumn("p")).id();
    }

    /** Inserts copies of row 2 until one comes with this last column and schema. */
    private TableSchema schemaOfInsert(BiPredicate<String, TableSchema> wanted) {
        List<TableSchema> found = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        capture.pollUntil(
                () -> !found.isEmpty(),
                batch -> {
                    List<TableSchema> schemas = new ArrayList<>();
                    describe(batch, schemas);
                    List<String> columns = lastColumns(batch);
                    for (int i = 0; i < columns.size(); i++) {
                        if (!seen.contains(columns.get(i))) {
                            seen.add(columns.get(i));
                        }
                        if (wanted.test(columns.get(i), schemas.get(i))) {
                            found.add(schemas.get(i));
                        }
                    }
                    database.execute("INSERT INTO items SELECT max(id) + 1, 20, 'y', (SELECT p FROM items WHERE id = 2)"
                            + " FROM items");
                },
                seen);
        return found.get(0);
    }

    /** G13: the table announces itself with the same bytes, and what its rows had in the column is gone. */
    @Test
    void aColumnThatWasDroppedAndAddedAgainIsAnotherOne() {
        capture.live();
        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y')",
                "ALTER TABLE items DROP COLUMN b",
                "ALTER TABLE items ADD COLUMN b text",
                "INSERT INTO items VALUES (3, 30, 'z')",
                "VACUUM items",
                "INSERT INTO items VALUES (4, 30, 'z')");

        List<TableSchema> schemas = new ArrayList<>();
        assertThat(changes(3, schemas))
                .containsExactly("insert id=2 a=20 b=y", "insert id=3 a=30 b=z", "insert id=4 a=30 b=z");

        assertThat(schemas.get(0).columns()).extracting(Column::id).containsExactly(1, 2, 3);
        assertThat(schemas.get(1).columns()).extracting(Column::id).containsExactly(1, 2, 4);
        assertThat(schemas.get(2)).isSameAs(schemas.get(1));
        try (ChunkReader reader = capture.snapshot().openReader()) {
            ChangeCursor row = reader.read(ITEMS, new ChunkBounds(null, null), Integer.MAX_VALUE)
                    .rows()
                    .get(0)
                    .cursor();
            row.next();
            assertThat(row.schema()).isSameAs(schemas.get(1));
        }
    }

    /** Of each row its last column as JSON, or why there is none. */
    private static List<String> lastColumns(ChangeBatch batch) {
        List<String> columns = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            JsonBuffer json = new JsonBuffer(64);
            try {
                change.after().write(change.schema().columnCount() - 1, json);
                columns.add(new String(json.array(), 0, json.length(), UTF_8));
            } catch (DecodeException failure) {
                columns.add(failure.getMessage());
            }
        }
        return columns;
    }

    @Test
    void aRenamedKeyIsTheKeyStill() {
        capture.live();
        database.execute("UPDATE items SET a = 11", "ALTER TABLE items RENAME COLUMN id TO nr", "DELETE FROM items");
        assertThat(named(2)).containsExactly("update id=1 a=11 b=x", "delete nr=1 a=~ b=~");
        capture.close();

        database.execute(
                "INSERT INTO items VALUES (2, 20, 'y')",
                "ALTER TABLE items RENAME COLUMN nr TO \"Nr 2\"",
                "DELETE FROM items");
        capture.live();

        List<TableSchema> schemas = new ArrayList<>();
        List<String> changes = changes(4, schemas);
        assertThat(changes.subList(2, 4)).containsExactly("insert nr=2 a=20 b=y", "delete Nr 2=2 a=~ b=~");
        assertThat(schemas).allSatisfy(schema -> assertThat(schema.keyColumn(0)).isZero());
    }

    /** G13: its rows are read again, for they have another name for a value. */
    @Test
    void aRenamedKeyIsReadByItsName() {
        capture.live();
        database.execute("ALTER TABLE items RENAME COLUMN id TO nr", "UPDATE items SET a = 11");
        assertThat(named(1)).containsExactly("update nr=1 a=11 b=x");

        try (ChunkReader reader = capture.snapshot().openReader()) {
            assertThat(read(reader)).containsExactly("read nr=1 a=11 b=x");
        }
    }

    @Test
    void aRenamedTableIsTheSameTable() {
        capture.live();

        database.execute("ALTER TABLE items RENAME TO goods", "INSERT INTO goods VALUES (2, 20, 'y')");

        List<TableSchema> schemas = new ArrayList<>();
        assertThat(changes(1, schemas)).containsExactly("insert id=2 a=20 b=y");
        assertThat(schemas.get(0).table()).isEqualTo(ITEMS);
    }

    @Test
    void aChunkHasTheColumnsOfTheMomentWhereverTheStreamIs() {
        capture.live();
        try (ChunkReader reader = capture.snapshot().openReader()) {
            assertThat(read(reader)).containsExactly("read id=1 a=10 b=x");

            database.execute(
                    "INSERT INTO items VALUES (2, 20, 'y')",
                    "ALTER TABLE items ADD COLUMN c int NOT NULL DEFAULT 7",
                    "ALTER TABLE items ALTER COLUMN a TYPE text USING 'n' || a");
            assertThat(read(reader)).containsExactly("read id=1 a=n10 b=x c=7", "read id=2 a=n20 b=y c=7");

            database.execute("ALTER TABLE items DROP COLUMN b", "INSERT INTO items VALUES (3, '30', 8)");
            assertThat(read(reader))
                    .containsExactly("read id=1 a=n10 c=7", "read id=2 a=n20 c=7", "read id=3 a=30 c=8");
        }
        assertThat(named(2)).containsExactly("insert id=2 a=20 b=y", "insert id=3 a=30 c=8");
    }

    /** Sinks compare schemas by identity to see that nothing has changed. */
    @Test
    void rowsOfOneShapeHaveOneSchemaWhoeverBringsThem() {
        capture.live();
        database.execute("ALTER TABLE items ADD COLUMN c int", "INSERT INTO items VALUES (2, 20, 'y', 3)");
        List<TableSchema> streamed = new ArrayList<>();
        changes(1, streamed);

        try (ChunkReader reader = capture.snapshot().openReader()) {
            Chunk chunk = reader.read(ITEMS, new ChunkBounds(null, null), Integer.MAX_VALUE);

            ChangeCursor row = chunk.rows().get(0).cursor();
            row.next();
            assertThat(row.schema()).isSameAs(streamed.get(0));
        }
    }

    @Test
    void aSelectedColumnThatIsDroppedStopsTheCapture() {
        capture = TestCapture.of(database).exact("public", "items", "id", "a");
        capture.live();
        database.execute("ALTER TABLE items DROP COLUMN a", "INSERT INTO items VALUES (2, 'y')");

        try (ChunkReader reader = capture.snapshot().openReader()) {
            CdcException read = catchThrowableOfType(CdcException.class, () -> read(reader));
            assertThat(read.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(read).hasMessageContaining("column a, which the file selects, is not in public.items any more");
        }
        assertThat(capture.failure())
                .hasMessageContaining("column a, which the file selects, is not in public.items any more");
    }

    @Test
    void aKeyThatIsDroppedStopsTheCapture() {
        capture.live();
        database.execute(
                "ALTER TABLE items DROP CONSTRAINT items_pkey",
                "ALTER TABLE items REPLICA IDENTITY FULL",
                "ALTER TABLE items DROP COLUMN id",
                "INSERT INTO items VALUES (20, 'y')");

        try (ChunkReader reader = capture.snapshot().openReader()) {
            CdcException read = catchThrowableOfType(CdcException.class, () -> read(reader));
            assertThat(read.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(read).hasMessageContaining("column id belongs to the key of public.items");
        }
        CdcException streamed = capture.failure();
        assertThat(streamed.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(streamed).hasMessageContaining("column id belongs to the key of public.items");
    }

    @Test
    void aKeyOnOtherColumnsStopsTheCapture() {
        capture.live();
        database.execute(
                "ALTER TABLE items DROP CONSTRAINT items_pkey",
                "ALTER TABLE items ADD PRIMARY KEY (a)",
                "INSERT INTO items VALUES (1, 20, 'y')");

        CdcException streamed = capture.failure();

        assertThat(streamed.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(streamed).hasMessageContaining("does not cover column id of its key any more");
    }

    private List<String> named(int count) {
        return changes(count, new ArrayList<>());
    }

    /** Collects the schemas, too. */
    private List<String> changes(int count, List<TableSchema> schemas) {
        List<String> changes = new ArrayList<>();
        capture.pollUntil(() -> changes.size() >= count, batch -> changes.addAll(describe(batch, schemas)), changes);
        return changes;
    }

    private static List<String> read(ChunkReader reader) {
        List<String> rows = new ArrayList<>();
        for (ChangeBatch batch : reader.read(ITEMS, new ChunkBounds(null, null), Integer.MAX_VALUE)
                .rows()) {
            rows.addAll(describe(batch, new ArrayList<>()));
        }
        return rows;
    }

    private static List<String> describe(ChangeBatch batch, List<TableSchema> schemas) {
        List<String> changes = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            changes.add(change.operation().text()
                    + describe(change.operation() == Operation.DELETE ? change.key() : change.after()));
            schemas.add(change.schema());
        }
        return changes;
    }

    private static String describe(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            text.append(' ').append(row.schema().column(i).name()).append('=');
            text.append(
                    row.isNull(i)
                            ? "null"
                            : row.isUnchanged(i) ? "~" : new String(row.bytes(), row.offset(i), row.length(i), UTF_8));
        }
        return text.toString();
    }

    private static ColumnType type(TableSchema schema, String name) {
        return schema.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(Column::type)
                .findFirst()
                .orElseThrow();
    }
}
