package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.CaptureContract.live;
import static dev.leat.testkit.contract.SourceWrite.delete;
import static dev.leat.testkit.contract.SourceWrite.insert;
import static dev.leat.testkit.contract.SourceWrite.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.RowKey;
import dev.leat.api.change.Transaction;
import dev.leat.api.schema.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

abstract class CaptureSnapshotTests {
    private static final ChunkBounds WHOLE = new ChunkBounds(null, null);

    private final CaptureContract suite;

    CaptureSnapshotTests(CaptureContract suite) {
        this.suite = suite;
    }

    private Snapshot snapshot(Capture capture) {
        return capture.snapshot().orElseThrow(() -> suite.inapplicable("it reads no current rows"));
    }

    // X4
    @Test
    void readsEveryRowOncePieceByPiece() {
        Capture capture = suite.made();
        live(capture);
        SourceWrite[] rows = LongStream.rangeClosed(-10, 40)
                .mapToObj(id -> insert(id, "row"))
                .toArray(SourceWrite[]::new);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            suite.commit(rows);
            List<Long> ids = new ArrayList<>();
            int pieces = 0;
            byte[] after = null;
            ChunkBounds bounds;
            do {
                bounds = reader.next(suite.table(), after, 10);
                assertThat(bounds.lower()).isEqualTo(after);
                for (ChangeBatch batch :
                        reader.read(suite.table(), bounds, Integer.MAX_VALUE).rows()) {
                    ChangeCursor row = batch.cursor();
                    while (row.next()) {
                        assertThat(row.operation()).isEqualTo(Operation.READ);
                        ids.add(StreamReading.id(row.after()));
                    }
                    batch.release();
                }
                pieces++;
                after = bounds.upper();
            } while (!bounds.isLast());

            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(-10, 40).boxed().toList());
            assertThat(pieces).isGreaterThan(3);
            assertThat(reader.estimateRows(suite.table())).isGreaterThanOrEqualTo(-1);
        }
    }

    // X4
    @Test
    void readsEveryRowOnceBehindTheOneThatItReadLast() {
        Capture capture = suite.made();
        live(capture);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            suite.commit(LongStream.rangeClosed(-10, 19)
                    .mapToObj(id -> insert(id, "row"))
                    .toArray(SourceWrite[]::new));
            List<String> rows = new ArrayList<>();
            int pieces = 0;
            ChunkBounds read = new ChunkBounds(null, null);
            do {
                byte[] after = pieces == 0 ? null : read.upper();
                Chunk piece = reader.read(suite.table(), new ChunkBounds(after, null), 10);
                read = piece.bounds();
                assertThat(read.lower()).isEqualTo(after);
                List<String> some = texts(piece);
                assertThat(some).hasSizeLessThanOrEqualTo(10);
                rows.addAll(some);
                pieces++;
            } while (!read.isLast());

            assertThat(rows)
                    .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(-10, 19)
                            .mapToObj(id -> id + ",\"row\"")
                            .toList());
            assertThat(pieces).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void anEmptyTableIsOnePiece() {
        Capture capture = suite.made();
        live(capture);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            ChunkBounds bounds = reader.next(suite.table(), null, 10);

            assertThat(bounds).isEqualTo(WHOLE);
            assertThat(texts(reader.read(suite.table(), bounds, Integer.MAX_VALUE)))
                    .isEmpty();
        }
    }

    // P6, X2: what a read saw, and how far the log had come, are told by the read itself.
    @Test
    void aBoundaryContainsWhatTheReadSawAndNothingLater() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            suite.commit(insert(1, "one"));
            Chunk before = reader.read(suite.table(), WHOLE, Integer.MAX_VALUE);
            suite.commit(insert(2, "two"));
            Chunk after = reader.read(suite.table(), WHOLE, Integer.MAX_VALUE);
            reading.untilId(2);
            Transaction first = reading.transactions().get(0);
            Transaction second = reading.transactions().get(1);

            assertThat(texts(before)).containsExactly("1,\"one\"");
            assertThat(texts(after)).containsExactlyInAnyOrder("1,\"one\"", "2,\"two\"");
            assertThat(before.boundary().contains(first)).isTrue();
            assertThat(before.boundary().contains(second)).isFalse();
            assertThat(after.boundary().contains(second)).isTrue();
            assertThat(isBefore(first, before.boundary())).isTrue();
            assertThat(isBefore(second, before.boundary())).isFalse();
            assertThat(isBefore(second, after.boundary())).isTrue();
            reading.untilPosition(after.boundary().position());
        }
    }

    private static boolean isBefore(Transaction transaction, Boundary boundary) {
        return Long.compareUnsigned(transaction.sequence(), boundary.position().sequence()) < 0;
    }

    // P9: one encoding, and one instance of the schema
    @Test
    void aRowReadsTheSameFromTheStreamAndFromTheTable() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            suite.commit(insert(1, "a \"b\" \\ \t\n\r é漢😀"), insert(2, null), insert(3, ""), insert(-4, " x "));
            List<String> streamed = new ArrayList<>();
            List<RowKey> keys = new ArrayList<>();
            List<TableSchema> schemas = new ArrayList<>();
            long deadline = System.nanoTime() + Failing.DEADLINE.toNanos();
            while (streamed.size() < 4 && System.nanoTime() < deadline) {
                ChangeBatch batch = stream.poll(Duration.ofMillis(20));
                collect(batch, streamed, keys, schemas);
            }
            List<String> read = new ArrayList<>();
            List<RowKey> readKeys = new ArrayList<>();
            reader.read(suite.table(), WHOLE, Integer.MAX_VALUE)
                    .rows()
                    .forEach(batch -> collect(batch, read, readKeys, schemas));

            assertThat(read).hasSize(4).containsExactlyInAnyOrderElementsOf(streamed);
            assertThat(readKeys).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(schemas).allMatch(schema -> schema == schemas.get(0));
        }
    }

    private static void collect(ChangeBatch batch, List<String> rows, List<RowKey> keys, List<TableSchema> schemas) {
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            rows.add(StreamReading.row(change.after()));
            keys.add(RowKey.of(change.after()));
            schemas.add(change.schema());
        }
        batch.release();
    }

    // 5.3, rule 8
    @Test
    void aKeyReadBringsTheRowsThatExistNow() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            suite.commit(insert(1, "one"), insert(2, "two"), insert(3, "three"));
            List<RowKey> keys = new ArrayList<>();
            long deadline = System.nanoTime() + Failing.DEADLINE.toNanos();
            while (keys.size() < 3 && System.nanoTime() < deadline) {
                collect(stream.poll(Duration.ofMillis(20)), new ArrayList<>(), keys, new ArrayList<>());
            }
            suite.commit(update(1, "changed"), delete(2));

            Chunk chunk = reader.readKeys(suite.table(), keys.subList(0, 2));

            assertThat(texts(chunk)).containsExactly("1,\"changed\"");
            assertThat(texts(reader.readKeys(suite.table(), List.of()))).isEmpty();
        }
    }

    // S1
    @Test
    void theBarrierOfAQuietSourceIsPassed() {
        Capture capture = suite.made();
        live(capture);
        try (Snapshot snapshot = snapshot(capture);
                ChunkReader reader = snapshot.openReader()) {
            Barrier barrier = snapshot.barrier(suite.table());

            assertThat(barrier.isPassedBy(
                            reader.read(suite.table(), WHOLE, Integer.MAX_VALUE).boundary()))
                    .as(barrier.waitingFor())
                    .isTrue();
        }
    }

    @Test
    void closesReadersAndItselfMoreThanOnce() {
        Capture capture = suite.made();
        live(capture);
        Snapshot snapshot = snapshot(capture);
        ChunkReader reader = snapshot.openReader();

        for (int i = 0; i < 2; i++) {
            assertThatCode(reader::close).doesNotThrowAnyException();
            assertThatCode(snapshot::close).doesNotThrowAnyException();
        }
        assertThat(Failing.failure(() -> reader.read(suite.table(), WHOLE, Integer.MAX_VALUE)))
                .as("it read")
                .isNotNull();
    }

    private static List<String> texts(Chunk chunk) {
        List<String> rows = new ArrayList<>();
        chunk.rows().forEach(batch -> collect(batch, rows, new ArrayList<>(), new ArrayList<>()));
        return rows;
    }
}
