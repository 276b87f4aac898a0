package dev.leat.capture.postgres.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.pgoutput.MessageFeed;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.selection.CapturedTables;
import dev.leat.capture.postgres.selection.TableResolver;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.unsent.CurrentCatalog;
import dev.leat.capture.postgres.unsent.UnsentChanges;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Along its key, every row is read exactly once, whatever orders its table, with the bytes that the stream brings. P9, X6 */
final class ChunkReadingIT {
    private static final int BATCH_ROWS = 4096;
    private static final long ENOUGH = 256L << 20;
    private static final int ALL = 1_000_000;
    private static final KeyedTables TABLES = new KeyedTables();

    private static TestDatabase database;
    private static Login login;
    private static CapturedTables captured;
    private static PostgresSnapshot snapshot;
    private static PostgresSnapshot cutting;

    /** Cuts no chunk. */
    private static ChunkReader reader;

    /** Cuts every chunk behind its first row. */
    private static ChunkReader cutter;

    /** Small tables are scanned unless that is forbidden. */
    private static Connection planner;

    /** Per table its rows as the stream brought them, in their order. */
    private static final Map<TableId, List<String>> STREAMED = new HashMap<>();

    private static final Map<TableId, List<RowKey>> KEYS = new HashMap<>();

    @BeforeAll
    static void writeRowsWhileStreaming() throws SQLException {
        database = PostgresServer.shared().createDatabase();
        login = Login.of(PostgresUrl.parse(database.leatUrl()), null, null, null);
        try (Connection superuser = database.connectAsSuperuser()) {
            execute(superuser, KeyedTables.EXTENSIONS);
            execute(superuser, List.of("GRANT USAGE ON SCHEMA ext TO leat"));
        }
        try (Connection owner = database.connect()) {
            execute(owner, KeyedTables.TYPES);
            execute(owner, TABLES.names().stream().map(TABLES::create).toList());
            execute(owner, KeyedTables.ADDITIONS);
            execute(
                    owner,
                    List.of(
                            "CREATE TABLE empty (id int PRIMARY KEY)",
                            "CREATE TABLE keyless (a int, b text)",
                            "ALTER TABLE keyless REPLICA IDENTITY FULL"));
        }
        String slot = "chunks_" + database.name();
        try (Connection superuser = database.connectAsSuperuser()) {
            execute(superuser, List.of("CREATE PUBLICATION chunks FOR ALL TABLES WITH (publish_via_partition_root)"));
        }
        try (Connection session = Session.open(login, "test")) {
            captured = capture(session);
            execute(session, List.of("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')"));
        }
        try (Connection owner = database.connect()) {
            for (String table : TABLES.names()) {
                execute(owner, TABLES.inserts(table));
            }
            execute(owner, List.of("INSERT INTO keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL)"));
        }
        try (Connection session = Session.open(login, "test")) {
            PgOutputDecoder decoder = new PgOutputDecoder(new RelationCache(captured));
            MessageFeed.decode(MessageFeed.take(session, slot, "chunks"), decoder)
                    .forEach(ChunkReadingIT::remember);
        }
        snapshot = snapshot(ENOUGH);
        reader = snapshot.openReader();
        cutting = snapshot(1);
        cutter = cutting.openReader();
        planner = Session.open(login, "test");
        execute(planner, List.of("SET enable_seqscan = off", "SET enable_bitmapscan = off"));
    }

    private static void remember(ChangeBatch batch) {
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            TableId table = change.schema().table();
            STREAMED.computeIfAbsent(table, any -> new ArrayList<>()).add(text(change.after()));
            KEYS.computeIfAbsent(table, any -> new ArrayList<>()).add(RowKey.of(change.after()));
        }
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        planner.close();
        snapshot.close();
        cutting.close();
        database.close();
    }

    static List<String> keyedTables() {
        return TABLES.names();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keyedTables")
    void readsEveryRowOnceInTheKeysOrder(String name) {
        TableId table = new TableId("public", name);
        List<String> streamed = rowsOf(table);

        List<String> whole = rows(chunks(reader, table, ALL));

        assertThat(streamed).hasSameSizeAs(TABLES.inserts(name));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(streamed);
        for (int size : List.of(2, streamed.size())) {
            List<Chunk> chunks = chunks(reader, table, size);
            assertThat(rows(chunks)).as("chunks of %d", size).isEqualTo(whole);
            assertThat(sizes(chunks.subList(0, chunks.size() - 1)))
                    .as("chunks of %d", size)
                    .isSubsetOf(size);
            chunks = unplanned(reader, table, size);
            assertThat(rows(chunks)).as("unplanned chunks of %d", size).isEqualTo(whole);
            assertThat(sizes(chunks.subList(0, chunks.size() - 1)))
                    .as("unplanned chunks of %d", size)
                    .isSubsetOf(size);
        }
    }

    /** Whoever cuts goes on behind the row that was read last, by its text in the answer to COPY. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("keyedTables")
    void readsEveryRowOnceWhenChunksAreCut(String name) {
        TableId table = new TableId("public", name);

        List<Chunk> chunks = chunks(cutter, table, ALL);

        assertThat(rows(chunks)).isEqualTo(rows(chunks(reader, table, ALL)));
        assertThat(sizes(chunks)).isSubsetOf(0, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keyedTables")
    void findsEveryRowByTheKeyInTheLog(String name) {
        TableId table = new TableId("public", name);
        List<RowKey> keys = KEYS.getOrDefault(table, List.of());

        assertThat(rows(List.of(reader.readKeys(table, keys)))).containsExactlyInAnyOrderElementsOf(rowsOf(table));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(rows(List.of(reader.readKeys(table, keys.subList(i, i + 1)))))
                    .containsExactly(rowsOf(table).get(i));
        }
    }

    /** Sorting what is left of a table for each of its chunks would take longer with the square of its size. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("keyedTables")
    void anIndexServesEveryChunk(String name) throws SQLException {
        TableId table = new TableId("public", name);
        SnapshotTable described = captured.find(table);
        ChunkQueries queries = new ChunkQueries(described);
        byte[] bound = reader.next(table, null, 1).upper();
        ChunkBounds bounds = new ChunkBounds(bound, null);
        TableSchema schema = reader.read(table, new ChunkBounds(null, bound), Integer.MAX_VALUE)
                .rows()
                .get(0)
                .cursor()
                .schema();
        String copied = queries.copy(schema, bounds, Integer.MAX_VALUE);

        assertThat(plan(queries.keyOfRow(bound, 10))).contains("Index").doesNotContain("Sort  (");
        assertThat(plan(copied.substring("COPY (".length(), copied.length() - ") TO STDOUT".length())))
                .contains("Index")
                .doesNotContain("Sort  (");
    }

    private static String plan(String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Statement statement = planner.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN " + query)) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    @Test
    void anEmptyTableIsOneChunk() {
        List<Chunk> chunks = chunks(reader, new TableId("public", "empty"), 1);

        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).bounds()).isEqualTo(new ChunkBounds(null, null));
        assertThat(rows(chunks)).isEmpty();
    }

    // P18: what was written makes room for what is read next
    @Test
    void readsIntoTheArraysOfReleasedRows() {
        TableId table = new TableId("public", "int");
        ChunkBounds all = new ChunkBounds(null, null);
        ChangeBatch first = reader.read(table, all, Integer.MAX_VALUE).rows().get(0);
        byte[] bytes = first.recycledBytes();
        first.release();

        ChangeBatch second = reader.read(table, all, Integer.MAX_VALUE).rows().get(0);

        assertThat(second.recycledBytes()).isSameAs(bytes);
    }

    @Test
    void aTableWithoutAKeyIsReadInOnePiece() {
        TableId keyless = new TableId("public", "keyless");

        List<Chunk> chunks = chunks(reader, keyless, 1);

        assertThat(chunks).hasSize(1);
        assertThat(rows(chunks)).hasSize(3).containsExactlyInAnyOrderElementsOf(rowsOf(keyless));
    }

    /** It cannot be cut, and must not fill the memory. */
    @Test
    void aLargeTableWithoutAKeyIsRefused() {
        TableId keyless = new TableId("public", "keyless");

        assertThatThrownBy(() -> chunks(cutter, keyless, 1))
                .isInstanceOf(CdcException.class)
                .hasMessage(
                        "table public.keyless has no key, so that it is read in one piece, and is larger than 0 MiB;"
                                + " add a primary key, exclude it, or use `seed: {mode: never}`");
        assertThatThrownBy(() -> reader.readKeys(keyless, List.of()))
                .hasMessage("public.keyless has no key to read single rows by; add a primary key");
    }

    @Test
    void aTableThatIsGoneFailsThatReadOnly() {
        TableId gone = new TableId("public", "r");
        TableId left = new TableId("public", "int");
        database.execute("ALTER TABLE r RENAME TO s");
        try {
            assertThatThrownBy(() -> reader.read(gone, new ChunkBounds(null, null), Integer.MAX_VALUE))
                    .isInstanceOf(CdcException.class);
        } finally {
            database.execute("ALTER TABLE s RENAME TO r");
        }

        assertThat(rows(List.of(reader.read(left, new ChunkBounds(null, null), Integer.MAX_VALUE))))
                .hasSize(7);
    }

    private static List<Chunk> chunks(ChunkReader reader, TableId table, int maxRows) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkBounds read;
        byte[] after = null;
        do {
            Chunk chunk = reader.read(table, reader.next(table, after, maxRows), ALL);
            chunks.add(chunk);
            read = chunk.bounds();
            after = read.upper();
            assertThat(chunks).hasSizeLessThan(100);
        } while (!read.isLast());
        return chunks;
    }

    /** Each behind the last row of the one before. */
    private static List<Chunk> unplanned(ChunkReader reader, TableId table, int maxRows) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkBounds read = new ChunkBounds(null, null);
        do {
            byte[] after = chunks.isEmpty() ? null : read.upper();
            Chunk chunk = reader.read(table, new ChunkBounds(after, null), maxRows);
            chunks.add(chunk);
            read = chunk.bounds();
            assertThat(chunks).hasSizeLessThan(100);
        } while (!read.isLast());
        return chunks;
    }

    private static PostgresSnapshot snapshot(long maxBytes) {
        return new PostgresSnapshot(
                login,
                () -> Session.open(login, "test"),
                new InKeyOrder(captured),
                new ReadLimits(BATCH_ROWS, maxBytes, maxBytes));
    }

    /** Tables of which no page can be read by itself, like partitioned ones. */
    private record InKeyOrder(SnapshotTables tables) implements SnapshotTables {
        @Override
        public SnapshotTable find(TableId table) {
            SnapshotTable found = tables.find(table);
            return new SnapshotTable(
                    found.id(), found.oid(), found.isPartitioned(), false, found.key(), found.rowFilter());
        }

        @Override
        public TableSchema schema(TableId table, List<TableColumn> columns) {
            return tables.schema(table, columns);
        }
    }

    private static Set<Integer> sizes(List<Chunk> chunks) {
        return chunks.stream().map(chunk -> rows(List.of(chunk)).size()).collect(Collectors.toSet());
    }

    private static List<String> rowsOf(TableId table) {
        return STREAMED.getOrDefault(table, List.of());
    }

    private static List<String> rows(List<Chunk> chunks) {
        List<String> rows = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (ChangeBatch batch : chunk.rows()) {
                ChangeCursor change = batch.cursor();
                while (change.next()) {
                    rows.add(text(change.after()));
                }
            }
        }
        return rows;
    }

    /** The bytes of a row, whatever they mean. */
    private static String text(Row row) {
        StringBuilder text = new StringBuilder(row.schema().table() + ":");
        for (int column = 0; column < row.schema().columnCount(); column++) {
            text.append(row.schema().column(column).name()).append('=');
            text.append(
                    row.isNull(column)
                            ? "NULL"
                            : "<" + new String(row.bytes(), row.offset(column), row.length(column), UTF_8) + ">");
        }
        return text.toString();
    }

    private static CapturedTables capture(Connection session) throws SQLException {
        TableSelection all =
                new TableSelection(List.of(), List.of(), Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE));
        CachedTypes cached = new CachedTypes(login, "test");
        TypeResolver types = new TypeResolver(cached);
        return new CapturedTables(
                new TableResolver(session, all, types, false, List.of())
                        .resolve()
                        .orThrow(),
                types,
                new CurrentCatalog(login, "test", cached, new UnsentChanges(new MemoryState(), true, () -> {})),
                false);
    }

    private static void execute(Connection session, List<String> statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
