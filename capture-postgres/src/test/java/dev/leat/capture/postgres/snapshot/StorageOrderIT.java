package dev.leat.capture.postgres.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.CachedTypes;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Along its pages, every row of a table is read exactly once, however full they are. P9 */
final class StorageOrderIT {
    private static final String WIDE =
            "(SELECT string_agg(md5(random()::text || i || g), '') FROM generate_series(1, 600) g)";
    private static final TableId TABLE = new TableId("public", "stored");
    private static final int CHUNK_BYTES = 1 << 20;

    private TestDatabase database;
    private @Nullable PostgresSnapshot snapshot;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE stored (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), number int, text text)");
    }

    @AfterEach
    void dropDatabase() {
        if (snapshot != null) {
            snapshot.close();
        }
        database.close();
    }

    @Test
    void readsPagesWholeWhereRowsAreNarrow() {
        fill(1, 50_000, "'x'");

        List<Chunk> planned = planned(5_000);
        List<Chunk> unplanned = unplanned(5_000);

        assertThat(numbers(planned)).containsExactlyInAnyOrderElementsOf(upTo(50_000));
        assertThat(numbers(unplanned)).containsExactlyInAnyOrderElementsOf(upTo(50_000));
        assertThat(planned)
                .hasSizeBetween(8, 30)
                .allSatisfy(chunk -> assertThat(numbers(List.of(chunk))).hasSizeLessThan(13_000));
        assertThat(planned.get(0).bounds().upper()).asString(UTF_8).matches("ctid \\d+ \\(\\d+,65535\\)");
    }

    @Test
    void readsFewerRowsThanAPageHasWhereFewAreWanted() {
        fill(1, 1_000, "'x'");

        List<Chunk> planned = planned(100);
        List<Chunk> unplanned = unplanned(7);

        assertThat(numbers(planned)).containsExactlyInAnyOrderElementsOf(upTo(1_000));
        assertThat(planned)
                .allSatisfy(chunk -> assertThat(numbers(List.of(chunk))).hasSizeLessThanOrEqualTo(100));
        assertThat(numbers(unplanned)).containsExactlyInAnyOrderElementsOf(upTo(1_000));
        assertThat(unplanned)
                .allSatisfy(chunk -> assertThat(numbers(List.of(chunk))).hasSizeLessThanOrEqualTo(7));
    }

    /** A page may hold hundreds of rows that each have megabytes elsewhere. */
    @Test
    void cutsChunksInsideAPageWhereRowsAreWide() {
        fill(1, 200, WIDE);

        List<Chunk> chunks = unplanned(16_384);

        assertThat(numbers(chunks)).containsExactlyInAnyOrderElementsOf(upTo(200));
        assertThat(chunks)
                .hasSizeGreaterThan(200 * 19_200 / CHUNK_BYTES)
                .allSatisfy(chunk -> assertThat(bytes(chunk)).isLessThan(CHUNK_BYTES + 40_000));
        assertThat(numbers(planned(16_384))).containsExactlyInAnyOrderElementsOf(upTo(200));
    }

    @Test
    void readsAgainWithPlacesWhatIsLargerThanThePagesBefore() {
        fill(1, 30_000, "'x'");
        fill(30_001, 100, WIDE);
        fill(30_101, 30_000, "'x'");

        assertThat(numbers(planned(16_384))).containsExactlyInAnyOrderElementsOf(upTo(60_100));
        assertThat(numbers(unplanned(16_384))).containsExactlyInAnyOrderElementsOf(upTo(60_100));
    }

    @Test
    void passesPagesWithoutRows() {
        fill(1, 50_000, "'x'");
        database.execute("DELETE FROM stored WHERE number % 1000 <> 0");

        List<Chunk> chunks = unplanned(1_000);

        assertThat(numbers(chunks)).hasSize(50);
        assertThat(chunks).hasSizeLessThan(20);
    }

    @Test
    void anEmptyTableIsOneChunk() {
        assertThat(unplanned(10)).hasSize(1);
        assertThat(planned(10)).hasSize(1);
    }

    /** Rows have other places then: what was read says nothing of what is left. */
    @Test
    void beginsAnewWhenTheTableHasAnotherFile() {
        fill(1, 50_000, "'x'");
        ChunkReader reader = reader();
        ChunkBounds first = reader.next(TABLE, null, 5_000);
        ChunkBounds second = reader.next(TABLE, first.upper(), 5_000);
        reader.read(TABLE, first, Integer.MAX_VALUE);
        database.execute("DELETE FROM stored WHERE number < 20000", "VACUUM FULL stored");

        Chunk bounded = reader.read(TABLE, second, Integer.MAX_VALUE);
        List<Chunk> behind = new ArrayList<>();
        readOn(reader, second.upper(), 5_000, behind);
        List<Chunk> plannedBehind = new ArrayList<>();
        planOn(reader, second.upper(), 5_000, plannedBehind);

        assertThat(numbers(List.of(bounded))).isEmpty();
        assertThat(bounded.bounds()).isEqualTo(second);
        assertThat(numbers(behind)).hasSize(30_001).doesNotHaveDuplicates();
        assertThat(numbers(plannedBehind)).hasSize(30_001).doesNotHaveDuplicates();
    }

    @Test
    void beginsAnewBehindABoundThatIsAKey() {
        fill(1, 100, "'x'");
        List<Chunk> chunks = new ArrayList<>();

        readOn(reader(), KeyBounds.encode(List.of("7")), 1_000, chunks);

        assertThat(numbers(chunks)).containsExactlyInAnyOrderElementsOf(upTo(100));
    }

    private void fill(int from, int count, String text) {
        database.execute("INSERT INTO stored (number, text) SELECT i, " + text + " FROM generate_series(" + from + ", "
                + (from + count - 1) + ") i");
    }

    private ChunkReader reader() {
        Login login = Login.of(PostgresUrl.parse(database.leatUrl()), null, null, null);
        try (Connection session = Session.open(login, "test")) {
            CachedTypes cached = new CachedTypes(login, "test");
            TypeResolver types = new TypeResolver(cached);
            TableSelection all = new TableSelection(List.of(), List.of(), Set.of(Operation.values()));
            CapturedTables captured = new CapturedTables(
                    new TableResolver(session, all, types, false, List.of())
                            .resolve()
                            .orThrow(),
                    types,
                    new CurrentCatalog(login, "test", cached, new UnsentChanges(new MemoryState(), true, () -> {})),
                    false);
            PostgresSnapshot opened = new PostgresSnapshot(
                    login, () -> Session.open(login, "test"), captured, new ReadLimits(4096, CHUNK_BYTES, CHUNK_BYTES));
            if (snapshot != null) {
                snapshot.close();
            }
            snapshot = opened;
            return opened.openReader();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private List<Chunk> planned(int maxRows) {
        List<Chunk> chunks = new ArrayList<>();
        planOn(reader(), null, maxRows, chunks);
        return chunks;
    }

    private static void planOn(ChunkReader reader, byte @Nullable [] behind, int maxRows, List<Chunk> chunks) {
        byte[] after = behind;
        ChunkBounds read;
        do {
            Chunk chunk = reader.read(TABLE, reader.next(TABLE, after, maxRows), Integer.MAX_VALUE);
            chunks.add(chunk);
            read = chunk.bounds();
            after = read.upper();
        } while (!read.isLast());
    }

    private List<Chunk> unplanned(int maxRows) {
        List<Chunk> chunks = new ArrayList<>();
        readOn(reader(), null, maxRows, chunks);
        return chunks;
    }

    private static void readOn(ChunkReader reader, byte @Nullable [] behind, int maxRows, List<Chunk> chunks) {
        byte[] after = behind;
        ChunkBounds read;
        do {
            Chunk chunk = reader.read(TABLE, new ChunkBounds(after, null), maxRows);
            chunks.add(chunk);
            read = chunk.bounds();
            after = read.upper();
        } while (!read.isLast());
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Integer> numbers(List<Chunk> chunks) {
        List<Integer> numbers = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (ChangeBatch batch : chunk.rows()) {
                ChangeCursor change = batch.cursor();
                while (change.next()) {
                    Row row = change.after();
                    numbers.add(Integer.valueOf(new String(row.bytes(), row.offset(1), row.length(1), UTF_8)));
                }
            }
        }
        return numbers;
    }

    private static long bytes(Chunk chunk) {
        long bytes = 0;
        for (ChangeBatch batch : chunk.rows()) {
            ChangeCursor change = batch.cursor();
            while (change.next()) {
                bytes += change.after().length(2);
            }
        }
        return bytes;
    }
}
